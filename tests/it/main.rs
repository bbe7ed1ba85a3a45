//! The promises of chippark, one file each.
