//! One list per vocabulary: the enum, its stable ids, and the way back from an id.

/// Declares an enum whose variants carry a stable snake-case id, as files, contracts and the store spell it.
///
/// ```
/// femoris_measure::ids! {
///     /// A side of the body.
///     Side {
///         /// Left.
///         Left = "left",
///         /// Right.
///         Right = "right",
///     }
/// }
/// assert_eq!(Side::from_id("left"), Some(Side::Left));
/// assert_eq!(Side::ALL.len(), 2);
/// ```
#[macro_export]
macro_rules! ids {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $id:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$vdoc])* $variant,)+
        }

        impl $name {
            /// All of them, in the order of the contract.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable id.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)+ }
            }

            /// The one with this id.
            pub fn from_id(id: &str) -> Option<Self> {
                match id { $($id => Some(Self::$variant),)+ _ => None }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.id())
            }
        }
    };
}
