//! The data folder: which files it holds, who may read it, and the lock that keeps two processes apart.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::StoreError;

/// How the names of the directory's files begin. Another room makes them; erasing takes them along.
const DIRECTORY: &str = "femoris-directory.db";

/// How the names of files and folders begin that are needed for a moment only, such as an export on its way to the browser.
/// Whoever makes them takes them away; what a kill left goes when the folder is opened or erased.
pub const TEMPORARY: &str = "femoris.tmp-";

/// Nothing that is needed for a moment only is needed for longer.
const LONGEST_MOMENT: Duration = Duration::from_secs(24 * 3600);

/// How long to wait for another process to leave the folder.
const LOCK_PATIENCE: Duration = Duration::from_secs(5);

/// Paths inside a data folder.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    path: PathBuf,
}

impl Folder {
    pub(crate) fn new(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    /// Makes the folder, readable by its owner alone, unless it is there.
    pub(crate) fn create(&self) -> Result<(), StoreError> {
        let refuse = |source| StoreError::Folder { path: self.path.clone(), source };
        if self.path.is_dir() {
            return Ok(());
        }
        make_private_folder(&self.path).map_err(refuse)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.path.join("femoris.db")
    }

    pub(crate) fn lock_file(&self) -> PathBuf {
        self.path.join("femoris.lock")
    }

    pub(crate) fn before_migration(&self, version: i64) -> PathBuf {
        self.path.join(format!("femoris.db.before-migration-from-{version}"))
    }

    pub(crate) fn restoring(&self) -> PathBuf {
        self.path.join("femoris.db.restoring")
    }

    pub(crate) fn before_restore(&self) -> PathBuf {
        self.path.join("femoris.db.before-restore")
    }

    /// Every file of ours in the folder but the lock: the database, its log, copies kept beside it, and the directory.
    pub(crate) fn files(&self) -> Result<Vec<PathBuf>, StoreError> {
        self.named(|name| name.starts_with("femoris.db") || name.starts_with(DIRECTORY))
    }

    /// What was needed for a moment and may have been left by a kill.
    pub(crate) fn temporary(&self) -> Result<Vec<PathBuf>, StoreError> {
        self.named(|name| name.starts_with(TEMPORARY))
    }

    /// Takes away what a kill left: everything while nobody else is here, else what is too old to be in use. What cannot be
    /// removed stays until everything is erased, which says so.
    pub(crate) fn sweep(&self) {
        let left = self.temporary().unwrap_or_default();
        if left.is_empty() {
            return;
        }
        let alone = Presence::alone(self);
        let is_old = |path: &Path| {
            let changed = fs::symlink_metadata(path).and_then(|about| about.modified());
            changed.is_ok_and(|at| at.elapsed().is_ok_and(|ago| ago > LONGEST_MOMENT))
        };
        for path in left.iter().filter(|path| alone.is_ok() || is_old(path)) {
            let _stays = remove_whole(path);
        }
    }

    /// What lies in the folder under a name of this kind, sorted.
    fn named(&self, is_meant: impl Fn(&str) -> bool) -> Result<Vec<PathBuf>, StoreError> {
        let entries = match fs::read_dir(&self.path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(source) => return Err(StoreError::Folder { path: self.path.clone(), source }),
        };
        let mut files = Vec::new();
        for entry in entries {
            let entry = entry.map_err(StoreError::io("list", &self.path))?;
            if entry.file_name().to_str().is_some_and(&is_meant) {
                files.push(entry.path());
            }
        }
        files.sort();
        Ok(files)
    }
}

/// The companion file of a SQLite database: `-wal`, `-shm` or `-journal`.
pub(crate) fn companion(database: &Path, suffix: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

#[cfg(unix)]
fn make_private_folder(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

#[cfg(not(unix))]
fn make_private_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// Lets only the owner read a file. Works by path: opening and closing a second handle of a SQLite file would
/// drop the locks this process holds on it.
#[cfg(unix)]
pub(crate) fn make_private(path: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).map_err(StoreError::io("protect", path))
}

#[cfg(not(unix))]
pub(crate) fn make_private(_path: &Path) -> Result<(), StoreError> {
    Ok(())
}

/// Makes a rename last through a power loss.
pub(crate) fn sync_folder(path: &Path) -> Result<(), StoreError> {
    if cfg!(unix) {
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(parent).and_then(|folder| folder.sync_all()).map_err(StoreError::io("sync", parent))?;
    }
    Ok(())
}

/// Presence in a folder. Every open store holds it shared; whoever replaces files holds it alone.
#[derive(Debug)]
pub(crate) struct Presence {
    file: File,
    folder: PathBuf,
}

impl Presence {
    /// Together with other stores; waits a little for one that is alone.
    pub(crate) fn shared(folder: &Folder) -> Result<Self, StoreError> {
        Self::take(folder, LOCK_PATIENCE, File::try_lock_shared)
    }

    /// Alone, at once or not at all.
    pub(crate) fn alone(folder: &Folder) -> Result<Self, StoreError> {
        Self::take(folder, Duration::ZERO, File::try_lock)
    }

    /// Gives the shared presence back and waits a little to be alone.
    pub(crate) fn become_alone(self, folder: &Folder) -> Result<Self, StoreError> {
        drop(self);
        Self::take(folder, LOCK_PATIENCE, File::try_lock)
    }

    /// Lets others in again.
    pub(crate) fn become_shared(self, folder: &Folder) -> Result<Self, StoreError> {
        drop(self);
        Self::shared(folder)
    }

    /// Takes the lock file itself away; only whoever is alone may.
    pub(crate) fn remove_file(self, folder: &Folder) -> Result<(), StoreError> {
        remove_if_there(&folder.lock_file())
    }

    fn take(
        folder: &Folder,
        patience: Duration,
        lock: fn(&File) -> Result<(), TryLockError>,
    ) -> Result<Self, StoreError> {
        let deadline = Instant::now() + patience;
        loop {
            let presence = Self::open(folder)?;
            match lock(&presence.file) {
                // A lock on a file that was removed meanwhile keeps nobody out: try again with the new one.
                Ok(()) if presence.is_current(folder) => return Ok(presence),
                Ok(()) => {}
                Err(TryLockError::WouldBlock) if Instant::now() >= deadline => {
                    return Err(StoreError::InUse { path: presence.folder });
                }
                Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(10)),
                Err(TryLockError::Error(source)) => {
                    return Err(StoreError::Io { doing: "lock", path: folder.lock_file(), source });
                }
            }
        }
    }

    fn open(folder: &Folder) -> Result<Self, StoreError> {
        let path = folder.lock_file();
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path)
            .map_err(|source| StoreError::Folder { path: folder.path.clone(), source })?;
        Ok(Self { file, folder: folder.path.clone() })
    }

    #[cfg(unix)]
    fn is_current(&self, folder: &Folder) -> bool {
        use std::os::unix::fs::MetadataExt;
        match (self.file.metadata(), fs::metadata(folder.lock_file())) {
            (Ok(held), Ok(named)) => (held.dev(), held.ino()) == (named.dev(), named.ino()),
            _ => false,
        }
    }

    #[cfg(not(unix))]
    fn is_current(&self, _folder: &Folder) -> bool {
        true
    }
}

/// Removes a file; one that is not there is fine.
pub(crate) fn remove_if_there(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(StoreError::Io { doing: "remove", path: path.to_owned(), source: error })
        }
        _ => Ok(()),
    }
}

/// Removes a file, or a folder with all that is in it; one that is not there is fine.
pub(crate) fn remove_whole(path: &Path) -> Result<(), StoreError> {
    let is_folder = fs::symlink_metadata(path).is_ok_and(|about| about.is_dir());
    if !is_folder {
        return remove_if_there(path);
    }
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(StoreError::Io { doing: "remove", path: path.to_owned(), source: error })
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> (tempfile::TempDir, Folder) {
        let temporary = tempfile::tempdir().expect("a folder");
        let folder = Folder::new(temporary.path());
        (temporary, folder)
    }

    #[test]
    fn many_may_be_there_and_one_may_be_alone() {
        let (_temporary, folder) = folder();
        let first = Presence::shared(&folder).expect("present");
        let second = Presence::shared(&folder).expect("present too");
        assert!(matches!(Presence::alone(&folder), Err(StoreError::InUse { .. })));
        drop(first);
        let alone = second.become_alone(&folder).expect("the other has left");
        assert!(Presence::take(&folder, Duration::ZERO, File::try_lock_shared).is_err());
        let _shared = alone.become_shared(&folder).expect("others may come");
        Presence::shared(&folder).expect("and do");
    }

    #[test]
    fn waiting_ends_when_the_other_leaves() {
        let (_temporary, folder) = folder();
        let alone = Presence::alone(&folder).expect("alone");
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| Presence::shared(&folder).map(|_| ()));
            drop(alone);
            waiting.join().expect("no panic").expect("present");
        });
    }

    /// Between opening the lock file and locking it, another process may have erased the folder's files.
    #[cfg(unix)]
    #[test]
    fn a_lock_on_a_removed_file_counts_for_nothing() {
        let (_temporary, folder) = folder();
        let old = Presence::alone(&folder).expect("alone");
        fs::remove_file(folder.lock_file()).expect("removed");
        assert!(!old.is_current(&folder));
        let new = Presence::alone(&folder).expect("on a new file");
        assert!(new.is_current(&folder) && !old.is_current(&folder));
    }

    #[test]
    fn what_a_kill_left_goes_unless_somebody_may_be_using_it() {
        let (temporary, folder) = folder();
        let export = temporary.path().join(format!("{TEMPORARY}1/export/originals"));
        fs::create_dir_all(&export).expect("made");
        fs::write(export.join("run.fit"), b"a run").expect("written");
        fs::write(temporary.path().join(format!("{TEMPORARY}2")), b"a backup").expect("written");
        fs::write(temporary.path().join("letter.txt"), b"dear").expect("written");
        let other = Presence::shared(&folder).expect("present");
        folder.sweep();
        assert_eq!(folder.temporary().expect("a list").len(), 2, "another may be writing them");
        let two_days_ago = std::time::SystemTime::now() - 2 * LONGEST_MOMENT;
        let backup = File::options().write(true).open(temporary.path().join(format!("{TEMPORARY}2")));
        backup.and_then(|file| file.set_modified(two_days_ago)).expect("old");
        folder.sweep();
        assert_eq!(folder.temporary().expect("a list").len(), 1, "nobody writes for two days");
        drop(other);
        folder.sweep();
        assert!(folder.temporary().expect("a list").is_empty());
        assert!(temporary.path().join("letter.txt").exists());
    }

    #[test]
    fn only_files_of_ours_are_listed() {
        let (temporary, folder) = folder();
        for name in
            ["femoris.db", "femoris.db-wal", "femoris.db.before-restore", "femoris.lock", "letter.txt"]
        {
            fs::write(temporary.path().join(name), b"").expect("written");
        }
        let files = folder.files().expect("a list");
        assert_eq!(files.len(), 3);
        assert!(files.iter().all(|file| file.to_string_lossy().contains("femoris.db")));
        assert!(Folder::new(&temporary.path().join("none")).files().expect("nothing").is_empty());
    }
}
