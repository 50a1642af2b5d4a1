//! What the browser tests need, installed where that is allowed and said plainly where it is not.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::shell;

/// What came of looking for something.
pub(crate) enum Found<T> {
    /// It is there, or was installed.
    Here(T),
    /// It is not, and this is why.
    Missing(String),
}

/// Debian's Chromium, or the browser that `CHROMIUM` names.
pub(crate) fn chromium() -> Result<Found<PathBuf>> {
    if let Some(named) = std::env::var_os("CHROMIUM").filter(|named| !named.is_empty()) {
        let named = PathBuf::from(named);
        if named.is_file() {
            return Ok(Found::Here(named));
        }
        bail!("CHROMIUM names {}, which is not a file", named.display());
    }
    if let Some(found) = find_chromium() {
        return Ok(Found::Here(found));
    }
    if !shell::on_path("apt-get") || !is_root() {
        return Ok(Found::Missing(
            "no Chromium on this machine, and installing it needs apt-get and root: install the package \
             `chromium`, or set CHROMIUM to a Chromium-based browser"
                .to_owned(),
        ));
    }
    let installed = shell::run(&mut shell::program("apt-get", &["update"], ".")).and_then(|()| {
        shell::run(
            shell::program("apt-get", &["install", "--yes", "--no-install-recommends", "chromium"], ".")
                .env("DEBIAN_FRONTEND", "noninteractive"),
        )
    });
    if let Err(error) = installed {
        return Ok(Found::Missing(format!("Chromium could not be installed: {error:#}")));
    }
    Ok(find_chromium().map_or_else(
        || Found::Missing("Chromium was installed but is not on the path".to_owned()),
        Found::Here,
    ))
}

/// The npm packages of e2e/, exactly as its lock file says.
pub(crate) fn npm_packages() -> Found<()> {
    if !shell::on_path("node") || !shell::on_path("npm") {
        return Found::Missing("Node.js 20 or newer with npm is not on the path".to_owned());
    }
    if npm_is_current() {
        return Found::Here(());
    }
    let arguments = ["ci", "--no-audit", "--no-fund", "--ignore-scripts"];
    match shell::run(&mut shell::program("npm", &arguments, "e2e")) {
        Ok(()) => Found::Here(()),
        Err(error) => Found::Missing(format!("the npm packages could not be installed: {error:#}")),
    }
}

fn find_chromium() -> Option<PathBuf> {
    ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(shell::find_on_path)
}

/// npm writes its own lock file into node_modules as its last act: newer than ours means nothing to do.
fn npm_is_current() -> bool {
    let folder = shell::root().join("e2e");
    let changed = |path: &str| folder.join(path).metadata().and_then(|file| file.modified()).ok();
    match (changed("package-lock.json"), changed("node_modules/.package-lock.json")) {
        (Some(wanted), Some(installed)) => installed >= wanted,
        _ => false,
    }
}

fn is_root() -> bool {
    shell::output(&mut shell::program("id", &["-u"], ".")).is_ok_and(|id| id.trim() == "0")
}
