//! An Apple Health export on its way through the walk.

use super::source::Source;
use super::walker::{Flow, Walker};

impl Walker<'_> {
    pub(super) fn apple(&mut self, path: &str, _source: &mut dyn Source) -> Flow {
        self.refuse(path, "Apple Health exports cannot be read yet.".to_owned())
    }
}
