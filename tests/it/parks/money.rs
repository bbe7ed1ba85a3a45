//! Money and programmes of a random park.

use super::Plan;
use super::draw::{Draw, date};

/// The section `[finance]`: there is always enough.
pub(super) fn finance(draw: &mut Draw, plan: &mut Plan) -> String {
    if !plan.sections.finance {
        return String::new();
    }
    let mut text = "[finance]\nvalue_added_share = 0.25\n".to_owned();
    text += &draw.perhaps(0.5, "minimum_cash = \"1 M CNY\"\n");
    text += &draw.perhaps(0.6, "overheads_per_month = \"200 k CNY\"\n");
    text += &draw.perhaps(0.4, "upstream_multiplier = 0.4\n");
    text += "[finance.capital]\nfirst = { date = \"2019-01-01\", amount = \"20 bn CNY\" }\n";
    if draw.chance(0.5) {
        let start = draw.whole(0, plan.days / 3);
        text += &format!(
            "[finance.spending]\nfab = {{ amount = \"40 M CNY\", start = \"{}\", end = \"{}\" }}\n",
            date(start),
            date(start + draw.whole(10, plan.days / 3))
        );
    }
    if draw.chance(0.5) {
        text += &costs(draw, plan);
    }
    text += "[finance.wages]\n";
    for (role, _) in ["operator", "technician", "engineer", "assembler"]
        .iter()
        .zip(plan.paid)
        .filter(|(_, paid)| *paid)
    {
        text += &format!("{role} = \"{} CNY\"\n", draw.whole(5_000, 20_000));
    }
    if draw.chance(0.4) {
        text += "[finance.city]\nvalue_added = \"900 M CNY\"\ngrowth = 0.08\n\
                 comparator_growth = { other = 0.06 }\n";
    }
    text
}

/// What else costs money, and what is bought before and within the run.
fn costs(draw: &mut Draw, plan: &Plan) -> String {
    let mut text = "[finance.costs]\n".to_owned();
    for field in [
        "probe_per_wafer",
        "packaging_per_chip",
        "test_per_chip",
        "bundle_per_computer",
        "freight_per_computer",
        "sales_per_computer",
        "warranty_per_computer",
        "hiring_per_person",
        "training_per_person",
    ] {
        let cost = format!("{field} = \"{:.2} CNY\"\n", draw.real(0.1, 900.0));
        text += &draw.perhaps(0.7, &cost);
    }
    text += &format!("warranty_share = {:.3}\n", draw.real(0.0, 0.1));
    text += &format!("carrying_rate = {:.3}\n", draw.real(0.0, 0.3));
    text += &format!(
        "[finance.assets.benches]\nunits = 7\nprice = \"{} CNY\"\nready = \"{}\"\nlead = \"20 d\"\n\
         deposit = {:.2}\nlife = \"{} d\"\n",
        draw.whole(100, 90_000),
        date(draw.whole(0, plan.days / 2)),
        draw.real(0.0, 1.0),
        draw.whole(30, 3_000)
    );
    text += "[finance.assets.hall]\nunits = 1\nprice = \"3333.33 CNY\"\nready = \"2015-03-01\"\n\
             life = \"20 y\"\n";
    text
}

/// The section `[policy]`, with programmes that have something to act on.
pub(super) fn policy(draw: &mut Draw, plan: &mut Plan) -> String {
    // The pass needs its programme.
    if plan.has_before {
        plan.programmes.retain(|kind| *kind != "e_point_pass");
    } else if !plan.sections.policy {
        return String::new();
    }
    let mut text = "[policy]\n".to_owned();
    let mut kinds: Vec<&str> = plan.programmes.clone();
    kinds.retain(|_| draw.chance(0.5));
    if plan.has_before {
        kinds.push("e_point_pass");
    }
    for kind in kinds {
        let start = draw.whole(0, plan.days / 3);
        let amount = match kind {
            "housing" => "amount = 20\n",
            "windows" => "amount = 2\n",
            "settle_campaign" => "amount = 0.3\n",
            _ => "",
        };
        let end = date(start + draw.whole(20, plan.days / 2));
        let end = draw.perhaps(0.3, &format!("end = \"{end}\"\n"));
        let budget = draw.perhaps(0.5, "budget_per_year = \"200 k CNY\"\n");
        text += &format!(
            "[policy.programmes.{kind}]\nkind = \"{kind}\"\nstart = \"{}\"\n{end}{amount}{budget}",
            date(start)
        );
    }
    let acts = plan.sections.services && plan.sections.finance;
    if acts && draw.chance(0.6) {
        text += "[policy.reinvestment]\nenabled = true\nshare = 0.2\nlag = \"20 d\"\n";
    }
    text
}

/// The section `[limits]`.
pub(super) fn limits(draw: &mut Draw, plan: &mut Plan) -> String {
    if !plan.sections.limits {
        return String::new();
    }
    format!("[limits]\nidle_share = {:.3}\n", draw.real(0.2, 0.5))
}
