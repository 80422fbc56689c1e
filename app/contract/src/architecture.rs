//! The five layers of a smart community on a city information model, and the layer of each module.
//!
//! # Source
//! 《基于城市信息模型（CIM）的智慧社区建设指南》 4.1: physical things, static model, dynamic management, automatic sensing,
//! smart applications.

use crate::applications::APPLICATIONS;

terms! {
    /// A layer of the framework, from the ground up.
    CimLayer in "cim_layer" {
        /// 物理社区: what there is.
        Physical = "physical",
        /// 静态模型: where it is and what it looks like.
        Model = "model",
        /// 动态管理: who lives and answers there, what is being done, who may do it.
        Management = "management",
        /// 自动感知: what is measured, and what it means.
        Sensing = "sensing",
        /// 智慧应用: what people get out of it.
        Application = "application",
    }
}

/// Every crate that runs, with its layer. The tools that build them are of none.
pub const MODULES: &[(&str, CimLayer)] = &[
    ("gateway", CimLayer::Physical),
    ("demo", CimLayer::Physical),
    ("spatial", CimLayer::Model),
    ("plan", CimLayer::Model),
    ("base", CimLayer::Management),
    ("migration", CimLayer::Management),
    ("registry", CimLayer::Management),
    ("work", CimLayer::Management),
    ("publishing", CimLayer::Management),
    ("sensing", CimLayer::Sensing),
    ("contract", CimLayer::Application),
    ("api", CimLayer::Application),
    ("kit", CimLayer::Application),
    ("map", CimLayer::Application),
    ("app", CimLayer::Application),
    ("server", CimLayer::Application),
];

/// What belongs to a layer: its crates; for the topmost the applications as well.
#[must_use]
pub fn modules_of(layer: CimLayer) -> Vec<&'static str> {
    let crates = MODULES.iter().filter(|(_, of)| *of == layer).map(|(name, _)| *name);
    let applications = APPLICATIONS.iter().map(|a| a.key).filter(|_| layer == CimLayer::Application);
    crates.chain(applications).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Term;

    const PAGE: &str = include_str!("../../../ARCHITECTURE.md");
    const WORKSPACE: &str = include_str!("../../../Cargo.toml");
    /// The object that the page follows through all layers.
    const FOLLOWED: &str = "SMK-3-1502";

    /// The cells of the page's row of a layer: its name, its modules, where the followed object is met in it.
    fn row(layer: CimLayer) -> Vec<&'static str> {
        let number = CimLayer::ALL.iter().position(|l| *l == layer).unwrap() + 1;
        let begins = format!("| {number} ");
        let line = PAGE.lines().find(|line| line.starts_with(&begins)).unwrap();
        line.trim_matches('|').split('|').map(str::trim).collect()
    }

    /// Shows: OVW-4.1-1
    #[test]
    fn the_architecture_page_gives_every_module_its_layer_and_follows_one_object_through_all_five() {
        let head = PAGE.lines().find(|line| line.starts_with("| layer ")).unwrap();
        assert!(head.contains(FOLLOWED));
        for layer in CimLayer::ALL {
            let cells = row(*layer);
            let named: Vec<&str> = cells[1].split('`').skip(1).step_by(2).collect();
            let ours = modules_of(*layer);
            for name in &ours {
                assert!(named.contains(name), "{name} is missing in layer {layer} of the page");
            }
            for name in &named {
                assert!(ours.contains(name), "{name} is not of layer {layer}");
            }
            assert!(cells[2].len() > 10, "the followed object is met in layer {layer}");
        }
    }

    #[test]
    fn every_crate_of_the_workspace_has_a_layer() {
        let members = WORKSPACE.split("members = [").nth(1).unwrap().split(']').next().unwrap();
        let paths = members.split('"').skip(1).step_by(2);
        for name in paths.map(|path| path.rsplit('/').next().unwrap()).filter(|name| *name != "xtask") {
            assert!(MODULES.iter().any(|(module, _)| *module == name), "{name} has no layer");
        }
    }
}
