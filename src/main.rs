//! The command `chippark`.

fn main() {}
