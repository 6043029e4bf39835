//! Rows as `COPY … TO STDOUT (FORMAT binary)` gives them, for whoever reads very many: it costs a fraction of
//! a query's time. The format is as Postgres documents it at the command.

/// The signature, and 8 bytes of flags and of the length of an extension, which has none.
const HEADER: usize = 19;
const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0";
/// How many bytes go to one thread at once.
const CHUNK_BYTES: usize = 1 << 20;

/// Postgres counts from 2000-01-01T00:00:00Z.
const POSTGRES_EPOCH_US: i64 = 946_684_800_000_000;

/// Some whole rows of so many fields.
#[derive(Debug)]
pub(crate) struct Chunk<const FIELDS: usize>(Vec<u8>);

/// One row: the bytes of its fields; none for NULL.
pub(crate) type Row<'a, const FIELDS: usize> = [Option<&'a [u8]>; FIELDS];

/// Cuts what comes into chunks of whole rows. Postgres sends a message for each row but does not
/// promise to, so the rows are told by their own lengths.
#[derive(Debug, Default)]
pub(crate) struct Framer<const FIELDS: usize> {
    pending: Vec<u8>,
    /// How much of it is whole rows.
    whole: usize,
    began: bool,
    ended: bool,
}

impl<const FIELDS: usize> Framer<FIELDS> {
    /// Takes more bytes, and gives a chunk when there is enough for one.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Result<Option<Chunk<FIELDS>>, sqlx::Error> {
        self.pending.extend_from_slice(bytes);
        if !self.began {
            if self.pending.len() < HEADER {
                return Ok(None);
            }
            if !self.pending.starts_with(SIGNATURE) || self.pending[11..HEADER] != [0; 8] {
                return Err(garbled());
            }
            self.pending.drain(..HEADER);
            self.began = true;
        }
        while !self.ended {
            match measure::<FIELDS>(&self.pending[self.whole..])? {
                Measure::Row(length) => self.whole += length,
                Measure::Part => break,
                Measure::Trailer => self.ended = true,
            }
        }
        Ok((self.whole >= CHUNK_BYTES).then(|| self.cut()))
    }

    /// What is left at the end.
    pub(crate) fn end(&mut self) -> Result<Option<Chunk<FIELDS>>, sqlx::Error> {
        if !self.ended {
            return Err(garbled());
        }
        Ok((self.whole > 0).then(|| self.cut()))
    }

    fn cut(&mut self) -> Chunk<FIELDS> {
        let rest = self.pending.split_off(self.whole);
        self.whole = 0;
        Chunk(std::mem::replace(&mut self.pending, rest))
    }
}

enum Measure {
    Row(usize),
    Part,
    Trailer,
}

/// How long the row is that begins here.
fn measure<const FIELDS: usize>(bytes: &[u8]) -> Result<Measure, sqlx::Error> {
    let Some((count, _)) = bytes.split_first_chunk::<2>() else { return Ok(Measure::Part) };
    match i16::from_be_bytes(*count) {
        -1 => return Ok(Measure::Trailer),
        count if usize::try_from(count) == Ok(FIELDS) => {}
        _ => return Err(garbled()),
    }
    let mut at = 2;
    for _ in 0..FIELDS {
        let Some((length, _)) = bytes.get(at..).and_then(|rest| rest.split_first_chunk::<4>())
        else {
            return Ok(Measure::Part);
        };
        at += 4 + usize::try_from(i32::from_be_bytes(*length)).unwrap_or(0);
    }
    Ok(if at <= bytes.len() { Measure::Row(at) } else { Measure::Part })
}

impl<const FIELDS: usize> Chunk<FIELDS> {
    /// The rows, one after another.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_, FIELDS>> {
        let mut rest = self.0.as_slice();
        std::iter::from_fn(move || {
            let (_count, mut fields) = rest.split_first_chunk::<2>()?;
            let mut row = [None; FIELDS];
            for field in &mut row {
                let (length, after) = fields.split_first_chunk::<4>()?;
                fields = after;
                if let Ok(length) = usize::try_from(i32::from_be_bytes(*length)) {
                    let (bytes, after) = fields.split_at_checked(length)?;
                    *field = Some(bytes);
                    fields = after;
                }
            }
            rest = fields;
            Some(row)
        })
    }
}

/// A `bigint`.
pub(crate) fn integer(field: Option<&[u8]>) -> Option<i64> {
    field?.try_into().ok().map(i64::from_be_bytes)
}

/// A `text`, `json` or the like.
pub(crate) fn text(field: Option<&[u8]>) -> Option<&str> {
    std::str::from_utf8(field?).ok()
}

/// A `timestamptz`, in microseconds since 1970.
pub(crate) fn moment_us(field: Option<&[u8]>) -> Option<i64> {
    integer(field)?.checked_add(POSTGRES_EPOCH_US)
}

fn garbled() -> sqlx::Error {
    sqlx::Error::Protocol("COPY gave something that is not of its binary format".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: usize = 10;

    fn copied(rows: &[Row<'_, FIELDS>]) -> Vec<u8> {
        let mut bytes = [SIGNATURE, &[0; 8]].concat();
        for row in rows {
            bytes.extend(10_i16.to_be_bytes());
            for field in row {
                let length = field.map_or(-1, |field| i32::try_from(field.len()).unwrap());
                bytes.extend(length.to_be_bytes());
                bytes.extend(field.unwrap_or_default());
            }
        }
        bytes.extend((-1_i16).to_be_bytes());
        bytes
    }

    #[test]
    fn rows_are_told_apart_wherever_the_messages_are_cut() {
        let mut one: Row<'_, FIELDS> = [Some(b"abc"); FIELDS];
        one[3] = None;
        let two: Row<'_, FIELDS> = [Some(b""); FIELDS];
        let bytes = copied(&[one, two]);
        for size in 1..=bytes.len() {
            let mut framer = Framer::<FIELDS>::default();
            for message in bytes.chunks(size) {
                assert!(framer.push(message).unwrap().is_none());
            }
            let chunk = framer.end().unwrap().unwrap();
            assert_eq!(chunk.rows().collect::<Vec<_>>(), [one, two], "cut after {size}");
        }
    }

    #[test]
    fn a_read_that_ends_early_is_not_taken_for_the_end() {
        let bytes = copied(&[[Some(b"abc"); FIELDS]]);
        let mut framer = Framer::<FIELDS>::default();
        framer.push(&bytes[..bytes.len() - 2]).unwrap();
        assert!(framer.end().is_err());
        assert!(Framer::<FIELDS>::default().push(&[0; 30]).is_err());
    }
}
