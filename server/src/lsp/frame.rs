//! Frames of the base protocol: headers, an empty line, a body.

use std::io::{self, BufRead, Read, Write};

/// Longer headers are no headers.
const LONGEST_LINE: u64 = 8 << 10;

/// Reads the body of the next frame; `None` at the end of input.
///
/// # Errors
/// `InvalidData` where no frame stands: the line is skipped, and the next call looks for one after it. Everything else is
/// the end.
pub fn read(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut length = None;
    loop {
        let mut line = Vec::new();
        let read = input
            .by_ref()
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(None);
        }
        let line = line.trim_ascii();
        if line.is_empty() {
            match length {
                Some(length) => return body(input, length),
                // Blank lines between frames.
                None => continue,
            }
        }
        let Some((name, value)) = split(line) else {
            return Err(invalid("neither a header nor a message", line));
        };
        if name.eq_ignore_ascii_case(b"content-length") {
            let value = str::from_utf8(value).ok().and_then(|it| it.parse().ok());
            length = Some(value.ok_or_else(|| invalid("not a length", line))?);
        }
    }
}

fn split(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = line.iter().position(|&byte| byte == b':')?;
    let (name, value) = line.split_at_checked(colon)?;
    let is_token = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    (!name.is_empty() && name.iter().all(is_token)).then(|| {
        let value = value.strip_prefix(b":").unwrap_or(value);
        (name, value.trim_ascii())
    })
}

/// Whether a whole frame stands at the start of what came in: it will be read without waiting.
pub fn is_whole(buffered: &[u8]) -> bool {
    let mut rest = buffered;
    read(&mut rest).is_ok_and(|body| body.is_some())
}

/// A body that is cut short is the end of input.
fn body(input: &mut impl BufRead, length: u64) -> io::Result<Option<Vec<u8>>> {
    let mut body = Vec::new();
    let read = input.by_ref().take(length).read_to_end(&mut body)?;
    Ok((u64::try_from(read) == Ok(length)).then_some(body))
}

/// What stands there may be a piece of someone's source: it is counted, not shown.
fn invalid(what: &str, line: &[u8]) -> io::Error {
    let length = line.len();
    io::Error::new(
        io::ErrorKind::InvalidData,
        format!("{what}: {length} bytes"),
    )
}

/// Writes one frame.
///
/// # Errors
/// As the stream says.
pub fn write(output: &mut impl Write, body: &[u8]) -> io::Result<()> {
    let mut frame = format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes();
    frame.extend_from_slice(body);
    output.write_all(&frame)?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(mut input: &[u8]) -> Vec<Result<String, io::ErrorKind>> {
        let mut out = Vec::new();
        loop {
            match read(&mut input) {
                Ok(Some(body)) => out.push(Ok(String::from_utf8(body).unwrap())),
                Ok(None) => return out,
                Err(error) => out.push(Err(error.kind())),
            }
        }
    }

    #[test]
    fn frames_are_read_back() {
        let mut wire = Vec::new();
        write(&mut wire, b"{}").unwrap();
        write(&mut wire, "\"é\r\n\"".as_bytes()).unwrap();
        assert_eq!(
            frames(&wire),
            [Ok("{}".to_owned()), Ok("\"é\r\n\"".to_owned())]
        );
    }

    #[test]
    fn a_frame_is_whole_when_all_of_it_is_there() {
        let wire = b"Content-Length: 2\r\n\r\n{}Content";
        assert!(is_whole(wire));
        for length in 0..wire.len() - "}Content".len() {
            assert!(!is_whole(&wire[..length]), "{length}");
        }
    }

    #[test]
    fn headers_come_in_any_case_and_order() {
        let wire =
            b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\ncontent-length:2\n\n{}";
        assert_eq!(frames(wire), [Ok("{}".to_owned())]);
    }

    #[test]
    fn what_is_no_frame_is_skipped() {
        let wire = b"{}\r\nContent-Length: x\r\n\r\n\r\nContent-Length: 2\r\n\r\n[]Content-Length: 9\r\n\r\n{";
        assert_eq!(
            frames(wire),
            [
                Err(io::ErrorKind::InvalidData),
                Err(io::ErrorKind::InvalidData),
                Ok("[]".to_owned())
            ]
        );
    }
}
