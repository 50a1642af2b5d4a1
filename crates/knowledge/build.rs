//! Files added to the knowledge folder are embedded at the next build.

fn main() {
    #[expect(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]
    {
        println!("cargo::rerun-if-changed=../../knowledge");
    }
}
