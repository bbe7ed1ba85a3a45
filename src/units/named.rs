//! Closed choices: an enumeration whose variants have names in scenario files and result files.

/// Declares an enumeration whose variants are written by name in scenario files. The doc comments
/// of the variants are what the JSON Schema says about them.
///
/// ```
/// chippark::units::named_enum! {
///     /// A direction.
///     pub enum Way {
///         /// With the flow.
///         Downstream = "downstream",
///         /// Against it.
///         Upstream = "upstream",
///     }
/// }
/// assert_eq!(Way::ALL.map(Way::name), ["downstream", "upstream"]);
/// assert_eq!(Way::named("upstream"), Some(Way::Upstream));
/// ```
#[macro_export]
macro_rules! named_enum {
    ($(#[$attribute:meta])* $visibility:vis enum $name:ident {
        $($(#[$of_variant:meta])* $variant:ident = $text:literal,)*
    }) => {
        $(#[$attribute])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord,
            $crate::units::named::Deserialize, $crate::units::named::Serialize,
            $crate::units::named::JsonSchema,
        )]
        $visibility enum $name {
            $($(#[$of_variant])* #[serde(rename = $text)] $variant,)*
        }

        impl $name {
            /// All of them, in order.
            $visibility const ALL: [Self; [$($text),*].len()] = [$(Self::$variant),*];

            /// The name in scenario files and result files.
            #[must_use]
            $visibility const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }

            /// The one of this name, if there is one.
            #[must_use]
            $visibility fn named(name: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|one| one.name() == name)
            }
        }

        // Not every choice is looked up by its name, and a private one may have unused functions.
        const _: (fn($name) -> &'static str, fn(&str) -> Option<$name>) =
            ($name::name, $name::named);
    };
}
pub use named_enum;

pub use schemars::JsonSchema;
pub use serde::{Deserialize, Serialize};
