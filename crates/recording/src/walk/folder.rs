//! Files of folders in name order, with links followed once.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::What;

/// A file to look at, or why not.
pub(super) struct Listed {
    pub(super) path: PathBuf,
    /// For people: the root's name and the way from there.
    pub(super) shown: String,
    pub(super) problem: Option<What>,
}

/// All files under the roots, at most `limit`. Says whether there were more.
pub(super) fn list(roots: &[PathBuf], limit: u64) -> (Vec<Listed>, bool) {
    let mut listing = Listing { files: Vec::new(), seen: HashSet::new(), limit };
    for root in roots {
        let name = root.file_name().map(|name| name.to_string_lossy().into_owned());
        let name = name.unwrap_or_else(|| name_of(root));
        let before = listing.files.len();
        listing.visit(root.clone(), name.clone());
        if listing.files.len() == before {
            let why = "The folder holds no files.".to_owned();
            listing.add(root.clone(), name, Some(What::NotARun { why }));
        }
    }
    let over = listing.files.len() as u64 > limit;
    listing.files.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    (listing.files, over)
}

/// A name for a root such as `.` or `..`.
fn name_of(root: &Path) -> String {
    let real = fs::canonicalize(root).ok();
    let name = real.as_deref().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    name.unwrap_or_default()
}

/// What a person is told about a file that cannot be opened or read.
pub(super) fn words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "There is no such file; it may have been moved or deleted.".to_owned(),
        io::ErrorKind::PermissionDenied => {
            "It may not be read by this user; change its permissions or copy it.".to_owned()
        }
        io::ErrorKind::IsADirectory => {
            "It is a folder, not a file; give the folder itself to the import.".to_owned()
        }
        _ => format!("It cannot be read: {error}."),
    }
}

struct Listing {
    files: Vec<Listed>,
    /// Real paths of folders that were entered.
    seen: HashSet<PathBuf>,
    limit: u64,
}

impl Listing {
    /// Goes through a root depth first without recursion, so that a deep tree cannot exhaust the stack.
    fn visit(&mut self, root: PathBuf, shown: String) {
        let mut waiting = vec![(root, shown)];
        while let Some((path, shown)) = waiting.pop() {
            if self.files.len() as u64 > self.limit {
                return;
            }
            match fs::metadata(&path) {
                Err(error) => self.add(path, shown, Some(refused(words(&error)))),
                Ok(meta) if meta.is_file() => self.add(path, shown, None),
                Ok(meta) if meta.is_dir() => self.enter(path, shown, &mut waiting),
                Ok(_) => {
                    let why = "It is a device, socket or pipe, not a file.".to_owned();
                    self.add(path, shown, Some(What::NotARun { why }));
                }
            }
        }
    }

    fn enter(&mut self, folder: PathBuf, shown: String, waiting: &mut Vec<(PathBuf, String)>) {
        let real = fs::canonicalize(&folder).unwrap_or_else(|_| folder.clone());
        if !self.seen.insert(real) {
            let why = "A link to a folder that is looked at already.".to_owned();
            return self.add(folder, shown, Some(What::NotARun { why }));
        }
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) => return self.add(folder, shown, Some(refused(words(&error)))),
        };
        let room = usize::try_from(self.limit).unwrap_or(usize::MAX).saturating_add(1);
        let mut names: Vec<_> = entries.flatten().take(room).map(|entry| entry.file_name()).collect();
        names.sort_unstable_by(|a, b| b.cmp(a));
        let below = |name: std::ffi::OsString| {
            let shown = format!("{shown}/{}", name.to_string_lossy());
            (folder.join(name), shown)
        };
        waiting.extend(names.into_iter().map(below));
    }

    fn add(&mut self, path: PathBuf, shown: String, problem: Option<What>) {
        self.files.push(Listed { path, shown, problem });
    }
}

fn refused(why: String) -> What {
    What::Refused { why }
}
