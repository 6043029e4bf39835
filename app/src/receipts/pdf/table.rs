//! Facts, and a table below them that goes on over as many pages as it needs.

use pdf_writer::Content;

use super::{BOLD, PLAIN, draw, file, lines, text};

/// A4, in points.
const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
const MARGIN: f32 = 40.0;
const LINE: f32 = 14.0;
const SIZE: f32 = 8.5;
/// Where the values of facts stand.
const VALUES: f32 = 150.0;
const CODE: f32 = 88.0;
const NOTE_CHARACTERS_MAX: usize = 100;
/// What the notes need below the last row.
const FOOT: f32 = 36.0;

/// How a column stands.
#[derive(Debug, Clone, Copy)]
pub(in super::super) enum Column {
    /// Texts, which begin there and have at most so many characters.
    Text(&'static str, f32, usize),
    /// Amounts, which end there.
    Amounts(&'static str, f32),
}

/// A title, facts below it, a table, notes and a code.
#[derive(Debug)]
pub(in super::super) struct Table {
    title: String,
    subtitle: String,
    facts: Vec<(String, String)>,
    columns: &'static [Column],
    rows: Vec<Vec<String>>,
    notes: Vec<String>,
    code: Option<String>,
}

impl Table {
    pub(in super::super) fn new(title: &str, subtitle: &str, columns: &'static [Column]) -> Self {
        Self {
            title: title.to_owned(),
            subtitle: subtitle.to_owned(),
            facts: vec![],
            columns,
            rows: vec![],
            notes: vec![],
            code: None,
        }
    }

    /// Adds a fact.
    pub(in super::super) fn fact(&mut self, name: &str, value: &str) {
        self.facts.push((name.to_owned(), value.to_owned()));
    }

    /// Adds a row: one text a column.
    pub(in super::super) fn row(&mut self, row: Vec<String>) {
        self.rows.push(row);
    }

    /// Adds a line in small print.
    pub(in super::super) fn note(&mut self, text: &str) {
        self.notes.push(text.to_owned());
    }

    /// Puts a QR code at the head of the first page.
    pub(in super::super) fn code(&mut self, text: &str) {
        self.code = Some(text.to_owned());
    }

    /// The file.
    pub(in super::super) fn write(&self) -> Vec<u8> {
        let mut pages = vec![Page::begin()];
        let mut page = last(&mut pages);
        if let Some(code) = &self.code {
            let place = (WIDTH - MARGIN - CODE, HEIGHT - MARGIN - CODE);
            draw(&mut page.content, code, place, CODE);
        }
        text(&mut page.content, (BOLD, 17.0), (MARGIN, page.y), &self.title);
        page.y -= LINE * 1.2;
        text(&mut page.content, (PLAIN, 10.0), (MARGIN, page.y), &self.subtitle);
        page.y -= LINE * 1.8;
        for (name, value) in &self.facts {
            text(&mut page.content, (PLAIN, SIZE), (MARGIN, page.y), name);
            text(&mut page.content, (BOLD, SIZE), (VALUES, page.y), value);
            page.y -= LINE;
        }
        page.y -= LINE * 0.6;
        self.head(page);
        for row in &self.rows {
            if page.y < MARGIN + LINE {
                pages.push(Page::begin());
                page = last(&mut pages);
                self.head(page);
            }
            self.line(page, PLAIN, row);
        }
        if page.y < MARGIN + FOOT {
            pages.push(Page::begin());
            page = last(&mut pages);
        }
        self.foot(page);
        let count = pages.len();
        let numbered = pages.into_iter().zip(1..).map(|(page, number)| page.end(number, count));
        file(&self.title, (WIDTH, HEIGHT), &numbered.collect::<Vec<_>>())
    }

    fn head(&self, page: &mut Page) {
        let titles = self.columns.iter().map(|column| match column {
            Column::Text(title, ..) | Column::Amounts(title, _) => (*title).to_owned(),
        });
        self.line(page, BOLD, &titles.collect::<Vec<_>>());
        let y = page.y + LINE - 4.0;
        page.content.set_line_width(0.5);
        page.content.move_to(MARGIN, y).line_to(WIDTH - MARGIN, y).stroke();
        page.y -= 3.0;
    }

    fn line(&self, page: &mut Page, font: pdf_writer::Name<'_>, row: &[String]) {
        for (column, value) in self.columns.iter().zip(row) {
            let (x, value) = match column {
                Column::Text(_, x, characters_max) => {
                    (*x, value.chars().take(*characters_max).collect())
                }
                Column::Amounts(_, right) => (right - width(value), value.clone()),
            };
            text(&mut page.content, (font, SIZE), (x, page.y), &value);
        }
        page.y -= LINE;
    }

    fn foot(&self, page: &mut Page) {
        page.y -= LINE * 0.5;
        for line in self.notes.iter().flat_map(|note| lines(note, NOTE_CHARACTERS_MAX)) {
            text(&mut page.content, (PLAIN, 7.5), (MARGIN, page.y), &line);
            page.y -= 10.0;
        }
    }
}

struct Page {
    content: Content,
    y: f32,
}

impl Page {
    fn begin() -> Self {
        Self { content: Content::new(), y: HEIGHT - MARGIN - 14.0 }
    }

    fn end(mut self, number: usize, count: usize) -> Vec<u8> {
        let said = format!("Page {number} of {count}");
        text(&mut self.content, (PLAIN, 7.5), (WIDTH - MARGIN - 50.0, 22.0), &said);
        self.content.finish().into_vec()
    }
}

fn last(pages: &mut [Page]) -> &mut Page {
    pages.last_mut().expect("there is a first page")
}

/// How wide an amount or a title of amounts is in Helvetica (its published metrics): most of it are
/// digits.
fn width(text: &str) -> f32 {
    let thousandths = |letter: char| match letter {
        ',' | '.' | ' ' | 'I' => 278.0,
        't' | '-' => 333.0,
        'c' | 'k' => 500.0,
        'l' | 'i' => 222.0,
        'B' => 667.0,
        'O' => 778.0,
        _ => 556.0,
    };
    text.chars().map(thousandths).sum::<f32>() * SIZE / 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 2] = [Column::Text("What", MARGIN, 20), Column::Amounts("In", 300.0)];

    fn written(rows: usize) -> String {
        let mut table = Table::new("Statement", "Not a tax invoice", &COLUMNS);
        table.fact("Customer", "Wanjiku");
        for row in 0..rows {
            table.row(vec![format!("Movement {row}"), "1,250.00".to_owned()]);
        }
        table.note("Recorded");
        table.code("daftari:statement");
        String::from_utf8_lossy(&table.write()).into_owned()
    }

    #[test]
    fn a_table_says_every_row_and_goes_on_over_pages() {
        let said = written(120);
        assert!(said.starts_with("%PDF-"));
        for row in [0, 57, 119] {
            assert!(said.contains(&format!("(Movement {row})")), "{row}");
        }
        assert!(said.contains("(Page 3 of 3)"), "{said}");
        assert!(said.contains("/Count 3"));
        assert_eq!(said.matches("(What)").count(), 3, "each page has the names of the columns");
        assert_eq!(said.matches("(Recorded)").count(), 1);
        assert!(written(0).contains("(Page 1 of 1)"));
    }

    #[test]
    fn amounts_end_below_each_other() {
        assert!(width("1,250.00") > width("250.00"));
        assert!((width("100.00") - width("999.99")).abs() < f32::EPSILON);
    }
}
