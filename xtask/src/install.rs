//! What the browser tests and the judges need, installed where that is allowed and said plainly where it is not.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

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

/// A Python with exactly the packages of a list, in a folder of its own.
pub(crate) fn python_packages(folder: &Path, list: &str) -> Result<Found<PathBuf>> {
    let wanted = shell::root().join(list);
    let wanted = std::fs::read_to_string(&wanted).with_context(|| format!("could not read {list}"))?;
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    // Written last: there and the same means nothing to do.
    let installed = folder.join("installed.txt");
    if python.is_file() && std::fs::read_to_string(&installed).is_ok_and(|there| there == wanted) {
        return Ok(Found::Here(python));
    }
    let Some(base) = ["python3", "python"].into_iter().find(|name| shell::on_path(name)) else {
        return Ok(Found::Missing("Python 3.10 or newer is not on the path".to_owned()));
    };
    let (place, program) = (folder.to_string_lossy(), python.to_string_lossy());
    let install = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-input",
        "--requirement",
        list,
    ];
    let made = shell::run(&mut shell::program(base, &["-m", "venv", "--clear", &place], "."))
        .and_then(|()| shell::run(&mut shell::program(&program, &install, ".")));
    if let Err(error) = made {
        return Ok(Found::Missing(format!(
            "the Python packages of {list} could not be installed (Debian keeps `venv` in python3-venv): {error:#}"
        )));
    }
    std::fs::write(&installed, wanted).with_context(|| format!("could not write {}", installed.display()))?;
    Ok(Found::Here(python))
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
