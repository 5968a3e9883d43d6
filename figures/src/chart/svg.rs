//! Writing SVG: numbers of one decimal, text escaped, colours by what they mean.

use std::fmt::Write as _;

use super::{About, Drawing};

/// A colour by what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Text,
    Quiet,
    Grid,
    Ground,
    Series(usize),
    Alarm,
}

impl Ink {
    /// As a value of `fill` or `stroke`: the page's property, or the day's colour.
    pub(super) const fn value(self) -> &'static str {
        match self {
            Self::Text => "var(--chart-text, #0b0c0c)",
            Self::Quiet => "var(--chart-quiet, #484c50)",
            Self::Grid => "var(--chart-grid, #c4c8cc)",
            Self::Ground => "var(--chart-ground, #ffffff)",
            Self::Series(0) => "var(--chart-1, #1a4f80)",
            Self::Series(1) => "var(--chart-2, #a8480f)",
            Self::Series(2) => "var(--chart-3, #0b6b4f)",
            Self::Series(_) => "var(--chart-4, #6a2f8f)",
            Self::Alarm => "var(--chart-alarm, #9c1f18)",
        }
    }
}

/// Where a text hangs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hang {
    Start,
    Middle,
    End,
}

/// The size of letters, in CSS pixels.
pub(super) const LETTER: f64 = 14.0;
/// The smallest letters.
pub(super) const SMALL: f64 = 12.0;

/// How wide a text will be, more or less: there is nothing here to measure it with.
pub(super) fn width_of(text: &str, size: f64) -> f64 {
    f64::from(u32::try_from(text.chars().count()).unwrap_or(u32::MAX)) * size * 0.56
}

/// A text that fits a width, with an ellipsis where it was cut.
pub(super) fn fitted(text: &str, size: f64, width: f64) -> String {
    if width_of(text, size) <= width {
        return text.to_owned();
    }
    let mut cut = String::new();
    for c in text.chars() {
        if width_of(&cut, size) + 2.0 * size * 0.56 > width {
            break;
        }
        cut.push(c);
    }
    format!("{}…", cut.trim_end())
}

/// An SVG being written.
pub(super) struct Sheet {
    body: String,
}

impl Sheet {
    pub(super) const fn new() -> Self {
        Self {
            body: String::new(),
        }
    }

    /// The finished chart. `says` is what it shows, in whole sentences.
    pub(super) fn done(self, about: &About, height: f64, says: &str) -> Drawing {
        let says = format!("{} {says}", sentence(&about.definition));
        let (id, width) = (&about.id, num(about.width));
        let height = num(height);
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"lantern-chart\" role=\"img\" \
             aria-labelledby=\"{id}-title {id}-desc\" viewBox=\"0 0 {width} {height}\" \
             width=\"{width}\" height=\"{height}\" font-family=\"inherit\" \
             font-size=\"{}\">\n<title id=\"{id}-title\">",
            num(LETTER)
        );
        svg.push_str(&escaped(&about.title));
        let _ = write!(svg, "</title>\n<desc id=\"{id}-desc\">");
        svg.push_str(&escaped(&says));
        svg.push_str("</desc>\n");
        svg.push_str(&self.body);
        svg.push_str("</svg>\n");
        Drawing { svg, says }
    }

    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), ink: Ink, width: f64) {
        self.dashed(from, to, ink, width, "");
    }

    pub(super) fn dashed(
        &mut self,
        from: (f64, f64),
        to: (f64, f64),
        ink: Ink,
        width: f64,
        dash: &str,
    ) {
        let _ = writeln!(
            self.body,
            "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"{}\" stroke-width=\"{}\"{}/>",
            num(from.0),
            num(from.1),
            num(to.0),
            num(to.1),
            ink.value(),
            num(width),
            dashes(dash)
        );
    }

    /// A box, with what a pointer is told of it.
    pub(super) fn rect(
        &mut self,
        at: (f64, f64),
        size: (f64, f64),
        ink: Ink,
        opacity: f64,
        tip: &str,
    ) {
        let _ = write!(
            self.body,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\"",
            num(at.0),
            num(at.1),
            num(size.0.max(0.0)),
            num(size.1.max(0.0)),
            ink.value()
        );
        if opacity < 1.0 {
            let _ = write!(self.body, " fill-opacity=\"{opacity:.2}\"");
        }
        self.end("rect", tip);
    }

    /// An outline, such as of what is not shown.
    pub(super) fn outline(&mut self, at: (f64, f64), size: (f64, f64), ink: Ink, tip: &str) {
        let _ = write!(
            self.body,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"{}\"",
            num(at.0),
            num(at.1),
            num(size.0.max(0.0)),
            num(size.1.max(0.0)),
            ink.value()
        );
        self.end("rect", tip);
    }

    fn end(&mut self, element: &str, tip: &str) {
        if tip.is_empty() {
            self.body.push_str("/>\n");
        } else {
            let _ = writeln!(self.body, "><title>{}</title></{element}>", escaped(tip));
        }
    }

    /// A mark of a series: each has a shape of its own.
    pub(super) fn mark(&mut self, at: (f64, f64), series: usize, ink: Ink, tip: &str) {
        let (x, y) = at;
        let path = match series % 4 {
            0 => format!("M{} {}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z", num(x - 4.0), num(y)),
            1 => format!("M{} {}h7v7h-7z", num(x - 3.5), num(y - 3.5)),
            2 => format!("M{} {}l4.6 8h-9.2z", num(x), num(y - 5.0)),
            _ => format!("M{} {}l5 5l-5 5l-5 -5z", num(x), num(y - 5.0)),
        };
        let _ = write!(self.body, "<path d=\"{path}\" fill=\"{}\"", ink.value());
        self.end("path", tip);
    }

    /// A path as a stroke.
    pub(super) fn stroke(&mut self, path: &str, ink: Ink, width: f64, dash: &str) {
        let _ = writeln!(
            self.body,
            "<path d=\"{path}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\"{}/>",
            ink.value(),
            num(width),
            dashes(dash)
        );
    }

    /// A path as an area, with what a pointer is told of it.
    pub(super) fn area(&mut self, path: &str, ink: Ink, opacity: f64, tip: &str) {
        let _ = write!(
            self.body,
            "<path d=\"{path}\" fill=\"{}\" fill-opacity=\"{opacity:.2}\"",
            ink.value()
        );
        self.end("path", tip);
    }

    pub(super) fn text(&mut self, at: (f64, f64), text: &str, size: f64, hang: Hang, ink: Ink) {
        let anchor = match hang {
            Hang::Start => "",
            Hang::Middle => " text-anchor=\"middle\"",
            Hang::End => " text-anchor=\"end\"",
        };
        let sized = if (size - LETTER).abs() < 0.01 {
            String::new()
        } else {
            format!(" font-size=\"{}\"", num(size))
        };
        let _ = writeln!(
            self.body,
            "<text x=\"{}\" y=\"{}\"{anchor}{sized} fill=\"{}\">{}</text>",
            num(at.0),
            num(at.1),
            ink.value(),
            escaped(text)
        );
    }
}

fn dashes(dash: &str) -> String {
    if dash.is_empty() {
        String::new()
    } else {
        format!(" stroke-dasharray=\"{dash}\"")
    }
}

/// The dash of a series' line, so that lines differ without colour.
pub(super) const fn dash_of(series: usize) -> &'static str {
    match series % 4 {
        0 => "",
        1 => "7 3",
        2 => "2 3",
        _ => "9 3 2 3",
    }
}

/// A coordinate: one decimal, none where it is whole.
pub(super) fn num(number: f64) -> String {
    let rounded = (number * 10.0).round() / 10.0;
    // Nought has no sign.
    let rounded = if rounded == 0.0 { 0.0 } else { rounded };
    format!("{rounded}")
}

/// Text as XML takes it. What XML cannot hold at all is left out.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(' '),
            c if c.is_control() || c == '\u{FFFE}' || c == '\u{FFFF}' => {}
            c => out.push(c),
        }
    }
    out
}

fn sentence(text: &str) -> String {
    if text.ends_with(['.', '!', '?']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}
