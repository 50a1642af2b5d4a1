//! `/figures/{id}/{side}/{cut}`: a drawing as a picture of its own, so that long lists of them come as they are looked at
//! and are kept by the browser. Beside it what pages share that show a drawing inside.

use std::collections::BTreeSet;

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use femoris_app::AppError;
use femoris_app::figures::{STYLE, Side, Size, View, figure, version};
use femoris_clinic::complaint;

use crate::view::Picture;
use crate::view::error::PageError;
use crate::view::exercises::Drawn;
use crate::wire::Asked;

/// For a year: the address changes with the drawing.
const KEPT: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// What is cut out of a drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// One position, from 64 px on.
    Small,
    /// Both positions side by side, numbered, as on paper.
    Pair,
    /// In motion, to be set into a page that brings the colours.
    Moving,
}

impl Cut {
    fn word(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Pair => "pair",
            Self::Moving => "moving",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::Small, Self::Pair, Self::Moving].into_iter().find(|cut| cut.word() == word)
    }
}

/// The side of a drawing that is nearer to the viewer, for what is sore.
pub(super) fn near(sore: Option<complaint::Side>) -> Side {
    match sore {
        Some(complaint::Side::Left) => Side::Left,
        _ => Side::Right,
    }
}

/// The other one.
pub(super) fn other(side: Side) -> Side {
    match side {
        Side::Left => Side::Right,
        Side::Right => Side::Left,
    }
}

/// Where the picture of an exercise or test is, and what it shows; `None` where nothing is drawn.
pub(super) fn picture(id: &str, side: Side, cut: Cut) -> Result<Option<Picture>, AppError> {
    let Some(figure) = figure(id)? else { return Ok(None) };
    let side_word = if side == Side::Left { "left" } else { "right" };
    Ok(Some(Picture {
        src: format!("/figures/{id}/{side_word}/{}?v={:016x}", cut.word(), version()?),
        describes: figure.describe(side),
    }))
}

/// A drawing inside the page: moving where that is wanted, both positions on paper.
pub(super) fn drawn(id: &str, side: Side, size: Size) -> Result<Option<Drawn>, AppError> {
    Ok(figure(id)?.map(|figure| Drawn {
        moving: figure.with_control(View::new(side, size)),
        paper: figure.print_pair(side),
        describes: figure.describe(side),
    }))
}

/// `GET /figures/{id}/{side}/{cut}`
pub(crate) async fn show(
    Path((id, side, cut)): Path<(String, String, String)>,
    Asked(query): Asked,
) -> Result<Response, PageError> {
    let side = match side.as_str() {
        "left" => Side::Left,
        "right" => Side::Right,
        _ => return Err(PageError::NotFound),
    };
    let cut = Cut::from_word(&cut).ok_or(PageError::NotFound)?;
    let figure = figure(&id).map_err(PageError::App)?.ok_or(PageError::NotFound)?;
    let drawing = match cut {
        Cut::Small => alone(&figure.render(View::new(side, Size::Small))),
        Cut::Pair => alone(&figure.print_pair(side)),
        Cut::Moving => figure.render(View::new(side, Size::Player).moving()),
    };
    let mut response = ([(header::CONTENT_TYPE, "image/svg+xml")], drawing).into_response();
    let version = format!("{:016x}", version().map_err(PageError::App)?);
    if query.get("v") == Some(version.as_str()) {
        response.headers_mut().insert(header::CACHE_CONTROL, KEPT);
    }
    Ok(response)
}

/// A drawing brings its colours along where no page is around it. It follows the colour scheme of the page it is shown
/// on, and that page says what it shows.
fn alone(drawing: &str) -> String {
    let (head, rest) = drawing.split_once('>').unwrap_or((drawing, ""));
    let head = head.split(" role=").next().unwrap_or(head);
    format!("{head}><style>svg{{color-scheme:light dark}}{}</style>{rest}", style_of(drawing))
}

/// The rules of the style sheet that a still drawing needs, one a line: what names a class that is not in it is left out.
fn style_of(drawing: &str) -> String {
    let classes = drawing.split("class=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let classes: BTreeSet<&str> = classes.flat_map(str::split_whitespace).collect();
    let rules = STYLE.find(".fg {").map_or(STYLE, |start| &STYLE[start..]).lines();
    let needed = rules.filter(|line| {
        let selectors = line.split('{').next().unwrap_or_default();
        // The class that each is about: the one after its last space.
        let mut named = selectors.split(',').filter_map(|selector| {
            let name = selector.trim().rsplit_once(' ')?.1.strip_prefix('.')?;
            let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
            Some(&name[..name.find(|letter| !is_part(letter)).unwrap_or(name.len())])
        });
        // What moves, remarks, and the words of the stride, which no still drawing has.
        let is_other = line.contains(".mv") || line.starts_with("/*") || line.starts_with(".fg { --");
        !is_other && (!selectors.contains(" .") || named.any(|name| classes.contains(name)))
    });
    let style: String = needed.map(str::trim).collect();
    let Some((first, rules)) = style.split_once('}') else { return style };
    let is_used = |line: &&str| match line.split_once(':') {
        Some((name, _)) if name.starts_with("--") => rules.contains(&format!("var({name}")),
        _ => true,
    };
    let colours = first.trim_start_matches(".fg {").split(';').map(str::trim).filter(is_used);
    format!(".fg {{{}}}{rules}", colours.collect::<Vec<_>>().join(";"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_brings_the_rules_it_needs_and_no_others() {
        let style = style_of("<svg class=\"fg sm\"><path class=\"n\"/><path class=\"kf kr\"/></svg>");
        for needed in [".fg {--near:", "--kitf:", ".fg .n {", ".fg .kf {", ".fg.sm .kf {", ".fg .kr {"] {
            assert!(style.contains(needed), "{needed} in {style}");
        }
        for other in
            ["--shoe:", "--text:", ".fg .so {", ".mv", ".fg .kl", "/*", ".fg-moves", ".fg .t1", ".fg .ks"]
        {
            assert!(!style.contains(other), "{other} in {style}");
        }
        assert_eq!(style.matches('{').count(), style.matches('}').count());
    }
}
