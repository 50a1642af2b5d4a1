//! Files added to the knowledge folder are embedded at the next build.

fn main() {
    println!("cargo::rerun-if-changed=../../knowledge");
}
