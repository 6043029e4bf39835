//! A page of facts as PDF. Its fonts are those that every reader has, so nothing is embedded.

use pdf_writer::{Content, Finish as _, Name, Pdf, Rect, Ref, Str, TextStr};
use qrcodegen::{QrCode, QrCodeEcc};

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

const PLAIN: Name<'_> = Name(b"F1");
const BOLD: Name<'_> = Name(b"F2");

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
        let [catalog, tree, page_id, plain, bold, content_id, info] =
            [1, 2, 3, 4, 5, 6, 7].map(Ref::new);
        let mut pdf = Pdf::new();
        pdf.catalog(catalog).pages(tree);
        pdf.document_info(info).title(TextStr(&self.title));
        pdf.pages(tree).kids([page_id]).count(1);
        let mut page = pdf.page(page_id);
        page.media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT));
        page.parent(tree);
        page.contents(content_id);
        page.resources().fonts().pair(PLAIN, plain).pair(BOLD, bold);
        page.finish();
        for (id, font) in [(plain, &b"Helvetica"[..]), (bold, b"Helvetica-Bold")] {
            pdf.type1_font(id).base_font(Name(font)).encoding_predefined(Name(b"WinAnsiEncoding"));
        }
        pdf.stream(content_id, &self.content());
        pdf.finish()
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
            draw(&mut content, code);
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

/// A text in lines of at most so many characters, broken between words.
fn lines(text: &str, characters_max: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.last().map_or(0, |line| line.chars().count());
        if last > 0 && last + 1 + word.chars().count() > characters_max {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.extend(word.chars().take(characters_max));
        }
    }
    lines
}

fn text(content: &mut Content, (font, size): (Name<'_>, f32), (x, y): (f32, f32), text: &str) {
    content.begin_text();
    content.set_font(font, size);
    content.next_line(x, y);
    content.show(Str(&encoded(text)));
    content.end_text();
}

/// What the font has of it: Western letters, and a question mark for others.
fn encoded(text: &str) -> Vec<u8> {
    let latin = |letter: char| u8::try_from(u32::from(letter)).ok();
    text.chars()
        .map(|letter| latin(letter).filter(|byte| !byte.is_ascii_control()).unwrap_or(b'?'))
        .collect()
}

/// Draws the code's dark modules at the left foot.
fn draw(content: &mut Content, text: &str) {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else { return };
    let count = code.size();
    let side = CODE / small(count);
    for row in 0..count {
        for column in 0..count {
            if code.get_module(column, row) {
                let x = MARGIN + small(column) * side;
                let y = MARGIN + CODE - small(row + 1) * side;
                content.rect(x, y, side, side);
            }
        }
    }
    content.fill_nonzero();
}

/// A code has 177 modules a side at most.
fn small(number: i32) -> f32 {
    i16::try_from(number).map_or(0.0, f32::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_go_on_in_the_next_line() {
        assert_eq!(lines("", 9), [""]);
        assert_eq!(lines("one two three", 9), ["one two", "three"]);
        assert_eq!(lines("incomprehensibilities", 9), ["incompreh"]);
    }

    #[test]
    fn letters_that_the_font_lacks_are_marked() {
        assert_eq!(encoded("Zoë\n"), b"Zo\xEB?");
        assert_eq!(encoded("李"), b"?");
    }

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
