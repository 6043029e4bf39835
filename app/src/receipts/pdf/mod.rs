//! Pages as PDF. Their fonts are those that every reader has, so nothing is embedded.

mod card;
mod table;

use pdf_writer::{Content, Finish as _, Name, Pdf, Rect, Ref, Str, TextStr};
use qrcodegen::{QrCode, QrCodeEcc};

pub use card::Document;
pub(super) use table::{Column, Table};

const PLAIN: Name<'_> = Name(b"F1");
const BOLD: Name<'_> = Name(b"F2");

/// A file of pages of that width and height in points, each with what it shows.
fn file(title: &str, (width, height): (f32, f32), pages: &[Vec<u8>]) -> Vec<u8> {
    let mut ids = (1..).map(Ref::new);
    let mut next = || ids.next().expect("a file has fewer pages than there are numbers");
    let [catalog, tree, plain, bold, info] = [(); 5].map(|()| next());
    let places: Vec<(Ref, Ref)> = pages.iter().map(|_| (next(), next())).collect();
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree);
    pdf.document_info(info).title(TextStr(title));
    let count = i32::try_from(pages.len()).unwrap_or(i32::MAX);
    pdf.pages(tree).kids(places.iter().map(|(page, _)| *page)).count(count);
    for ((page_id, content_id), content) in places.into_iter().zip(pages) {
        let mut page = pdf.page(page_id);
        page.media_box(Rect::new(0.0, 0.0, width, height));
        page.parent(tree);
        page.contents(content_id);
        page.resources().fonts().pair(PLAIN, plain).pair(BOLD, bold);
        page.finish();
        pdf.stream(content_id, content);
    }
    for (id, font) in [(plain, &b"Helvetica"[..]), (bold, b"Helvetica-Bold")] {
        pdf.type1_font(id).base_font(Name(font)).encoding_predefined(Name(b"WinAnsiEncoding"));
    }
    pdf.finish()
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

/// What the font has of it: Western letters, the dot of masked numbers and the longer dash, and a
/// question mark for others.
fn encoded(text: &str) -> Vec<u8> {
    text.chars()
        .map(|letter| match letter {
            // Where WinAnsi has them (PDF 32000-1, annex D).
            '\u{2022}' => 0x95,
            '\u{2013}' | '\u{2212}' => 0x96,
            other => u8::try_from(u32::from(other))
                .ok()
                .filter(|byte| !byte.is_ascii_control())
                .unwrap_or(b'?'),
        })
        .collect()
}

/// Draws the code's dark modules in a square whose left foot is there.
fn draw(content: &mut Content, text: &str, (left, foot): (f32, f32), size: f32) {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else { return };
    let count = code.size();
    let side = size / small(count);
    for row in 0..count {
        for column in 0..count {
            if code.get_module(column, row) {
                let x = left + small(column) * side;
                let y = foot + size - small(row + 1) * side;
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
        assert_eq!(encoded("2547•••678"), b"2547\x95\x95\x95678");
    }
}
