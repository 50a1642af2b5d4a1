//! What an administrator may read an ordinary user may not: such a test runs itself again as one.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::process::Command;

/// The user and group `nobody`.
const NOBODY: u32 = 65_534;
const AGAIN: &str = "FEMORIS_TEST_AS_NOBODY";

/// Called by a test whose user turned out to be allowed everything: runs the named test of this binary once more as
/// a user without privileges, and fails if it fails.
///
/// # Panics
/// Where the test fails, or where that user is allowed everything too.
pub fn run_again_without_privileges(test: &str) {
    assert!(std::env::var_os(AGAIN).is_none(), "{test}: even nobody is allowed everything here");
    let folder = tempfile::tempdir().expect("a folder");
    // The way to the binary itself may be closed to others.
    let copy = folder.path().join("test");
    std::fs::copy(std::env::current_exe().expect("this binary"), &copy).expect("copied");
    for path in [folder.path(), &copy] {
        std::fs::set_permissions(path, Permissions::from_mode(0o755)).expect("open to all");
    }
    let done = Command::new(&copy)
        .args(["--exact", test, "--test-threads=1"])
        .env(AGAIN, "1")
        .current_dir(folder.path())
        .gid(NOBODY)
        .uid(NOBODY)
        .output()
        .expect("starts");
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success() && said.contains("1 passed"), "as nobody: {said}");
}
