//! A small page of facts.

use pdf_writer::Content;

use super::{BOLD, PLAIN, draw, file, lines, text};

/// A6, in points.
const WIDTH: f32 = 298.0;
const HEIGHT: f32 = 420.0;
const MARGIN: f32 = 28.0;
const LINE: f32 = 17.0;
/// Where the values stand.
const VALUES: f32 = 118.0;
/// The side of the code.
const CODE: f32 = 96.0;
/// A value that is longer goes on in the next line.
const VALUE_CHARACTERS_MAX: usize = 30;
const NOTE_CHARACTERS_MAX: usize = 58;
const NOTE_LINE: f32 = 9.0;

/// A page with a title, facts below it, and a code at its foot.
#[derive(Debug)]
pub struct Document {
    title: String,
    subtitle: String,
    facts: Vec<(String, String)>,
    notes: Vec<String>,
    code: Option<String>,
}

impl Document {
    /// One with nothing below its title.
    pub fn new(title: &str, subtitle: &str) -> Self {
        Self {
            title: title.to_owned(),
            subtitle: subtitle.to_owned(),
            facts: vec![],
            notes: vec![],
            code: None,
        }
    }

    /// Adds a fact.
    pub fn fact(&mut self, name: &str, value: &str) {
        self.facts.push((name.to_owned(), value.to_owned()));
    }

    /// Adds a line in small print.
    pub fn note(&mut self, text: &str) {
        self.notes.push(text.to_owned());
    }

    /// Puts a QR code at the foot.
    pub fn code(&mut self, text: &str) {
        self.code = Some(text.to_owned());
    }

    /// The file.
    pub fn write(&self) -> Vec<u8> {
        file(&self.title, (WIDTH, HEIGHT), &[self.content()])
    }

    fn content(&self) -> Vec<u8> {
        let mut content = Content::new();
        let mut y = HEIGHT - MARGIN - 14.0;
        text(&mut content, (BOLD, 17.0), (MARGIN, y), &self.title);
        y -= LINE;
        text(&mut content, (PLAIN, 10.0), (MARGIN, y), &self.subtitle);
        y -= LINE * 1.6;
        for (name, value) in &self.facts {
            text(&mut content, (PLAIN, 9.0), (MARGIN, y), name);
            for line in lines(value, VALUE_CHARACTERS_MAX) {
                text(&mut content, (BOLD, 9.0), (VALUES, y), &line);
                y -= LINE;
            }
        }
        if let Some(code) = &self.code {
            draw(&mut content, code, (MARGIN, MARGIN), CODE);
        }
        // The last of them stands just above the code.
        let notes = self.notes.iter().flat_map(|note| lines(note, NOTE_CHARACTERS_MAX));
        let mut y = MARGIN + CODE + 8.0;
        for line in notes.collect::<Vec<_>>().iter().rev() {
            text(&mut content, (PLAIN, 7.0), (MARGIN, y), line);
            y += NOTE_LINE;
        }
        content.finish().into_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_a_pdf_that_says_what_it_was_given() {
        let mut document = Document::new("Receipt", "Not a tax invoice");
        document.fact("Amount", "KSh 50.00");
        document.note("Recorded");
        document.code("daftari:UKN5CCCCC3");
        let file = document.write();
        assert!(file.starts_with(b"%PDF-"));
        let said = String::from_utf8_lossy(&file);
        for part in ["(Receipt)", "(Not a tax invoice)", "(KSh 50.00)", "(Recorded)"] {
            assert!(said.contains(part), "{part} in {said}");
        }
    }
}
