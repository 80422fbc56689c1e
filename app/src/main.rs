//! The browser program: signs in, draws the frame of the audience, and in it the page of the address.

mod admin;
mod grid;
mod kiosk;
mod live;
mod offline;
mod position;
mod publishing;
mod registry;
mod resident;
mod route;
mod scene;
mod seat;
mod sensing;
mod shell;
mod spatial;
mod trouble;
mod upload;
mod wall;
mod work;

fn main() {
    console_error_panic_hook::set_once();
    kit::start();
    shell::start();
    leptos::mount::mount_to_body(shell::App);
}
