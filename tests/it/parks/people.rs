//! The people of a random park: who comes, how they are received, and what they become.

use super::Plan;
use super::draw::{Draw, date, servers};

/// The shares of roles among those who come.
const ROLES: &str = "share_operator = 0.1, share_technician = 0.1, share_engineer = 0.2, \
                     share_assembler = 0.2";

/// The section `[research]`, whose people register where there are channels for them.
pub(super) fn research(draw: &mut Draw, plan: &mut Plan) -> String {
    if !plan.sections.research {
        return String::new();
    }
    let channel = if plan.sections.talent {
        "channel = \"experts\"\n"
    } else {
        ""
    };
    let mut text = "[research]\n".to_owned();
    text += &format!(
        "[research.institutes.graphene]\nseats = {}\nstart = \"{}\"\n{channel}\
         doctors = \"30 /y\"\n",
        draw.whole(10, 80),
        date(draw.whole(0, plan.days / 4))
    );
    if draw.chance(0.6) {
        text += &format!(
            "[research.academicians]\n{channel}\
             arrivals.first = {{ date = \"{}\", persons = {} }}\n",
            date(draw.whole(0, plan.days / 4)),
            draw.whole(2, 20)
        );
        plan.programmes.push("academicians");
    }
    if draw.chance(0.6) {
        text += &format!("[research.visits]\nrate = \"{} /y\"\n", draw.whole(50, 400));
        text += &draw.perhaps(0.6, "[research.contacts]\ninitial = 200\nreference = 800\n");
        text += &draw.perhaps(0.6, "[research.reputation]\ninitial = 20\nreference = 50\n");
        text += &draw.perhaps(
            0.6,
            "[research.home]\nrooms = 30\nopened = \"2019-01-01\"\nother_rooms = 4\n",
        );
        plan.programmes.push("visits");
    }
    if draw.chance(0.6) {
        text += &format!(
            "[research.matching]\nefficiency = \"1.5 /mo\"\nexperts_rate = \"{} /y\"\n\
             needs_rate = \"400 /y\"\n{channel}",
            draw.whole(100, 800)
        );
        plan.programmes.push("matching");
    }
    if draw.chance(0.4) {
        text += &format!(
            "[research.recuperation]\nhotel_beds = 200\n\
             events.spring = {{ date = \"{}\", size = 100, days = 4 }}\n",
            date(draw.whole(5, plan.days - 10))
        );
    }
    text + "[research.projects]\nduration = \"erlang(k=2, mean=60 d)\"\n"
}

/// The section `[ventures]`.
pub(super) fn ventures(draw: &mut Draw, plan: &mut Plan) -> String {
    if !plan.sections.ventures {
        return String::new();
    }
    let mut text = "[ventures]\nteam_mean = 3\nown_funds = \"3 M CNY\"\n".to_owned();
    if plan.sections.talent {
        text += "channel = \"founders\"\n";
    }
    let has_enclaves = draw.chance(0.5);
    let share = if has_enclaves {
        "enclave_share = 0.3"
    } else {
        "enclave_share = 0"
    };
    text += &format!(
        "[ventures.founders]\nrate = \"{} /y\"\n{share}\n",
        draw.whole(40, 120)
    );
    if draw.chance(0.5) {
        text += &format!(
            "[ventures.contest]\ndates = [\"{}\"]\nprojects = {}\n\
             countries.uk = {{ weight = 1, {share} }}\ncountries.usa = {{ weight = 2, {share} }}\n",
            date(draw.whole(5, plan.days / 2)),
            draw.whole(10, 40)
        );
        plan.programmes.push("contest");
    }
    if has_enclaves {
        text += "[ventures.enclaves]\nstay = \"erlang(k=4, mean=60 d)\"\n\
                 places.shanghai = { m2 = \"8000 m2\" }\n";
        plan.programmes.push("enclaves");
    }
    let needs = if draw.chance(0.5) {
        plan.programmes.push("venture_pools");
        text += "[ventures.pools]\nfund_per_month = \"30 M CNY\"\nequipment = 400\n\
                 land = \"90000 m2\"\n";
        "equipment = 1\nland = \"100 m2\"\ngrant = \"60 k CNY\"\n"
    } else {
        ""
    };
    for (phase, pass) in [("incubation", 0.85), ("listing", 0.9)] {
        text += &format!(
            "[ventures.phases.{phase}]\npass = {pass}\ntime = \"erlang(k=2, mean=40 d)\"\n\
             servers = 200\n{needs}cost_per_month = \"50 k CNY\"\n"
        );
    }
    text
}

/// The section `[talent]`.
pub(super) fn talent(draw: &mut Draw, plan: &mut Plan) -> String {
    if !plan.sections.talent {
        return String::new();
    }
    let rate = draw.real(1.0, 6.0);
    plan.registrations += rate;
    let tier = draw.pick(&["student", "technician", "engineer", "doctor"]);
    let mut text = format!(
        "[talent.channels.steady]\nkind = \"poisson\"\nrate = \"{rate:.3} /d\"\n\
         persons = {{ tier = \"{tier}\", {ROLES} }}\n"
    );
    if draw.chance(0.5) {
        text += &format!(
            "[talent.channels.students]\nkind = \"students\"\n\
             national_graduates = {{ 2019 = {} }}\npersons = {{ tier = \"student\", {ROLES} }}\n",
            draw.whole(100_000, 400_000)
        );
        plan.registrations += 10.0;
        plan.programmes.push("settle_campaign");
    }
    if draw.chance(0.4) {
        text += &format!(
            "[talent.channels.stations]\nkind = \"stations\"\nconversion = \"30 %\"\n\
             leads_per_reference_station = \"200 /y\"\n\
             regions.near = {{ stations = {}, population = 10e6, distance = \"100 km\" }}\n\
             persons = {{ tier = \"engineer\", {ROLES} }}\ntree = {{ hours = {{ opens = \"8 h\", \
             closes = \"18 h\", workdays_per_week = 6 }}, headquarter = {{ officers = 4 }} }}\n",
            draw.whole(2, 6)
        );
        plan.registrations += 1.5;
        plan.programmes.push("stations");
    }
    if draw.chance(0.4) {
        text += &format!(
            "[talent.channels.conference]\nkind = \"conference\"\ndates = [\"{}\"]\n\
             invited = 200\nlag = \"lognormal(mean=30 d, cv=0.8)\"\n\
             persons = {{ high_end = {{ tier = \"leading\" }}, \
             other = {{ tier = \"doctor\" }} }}\n",
            date(draw.whole(1, plan.days / 3))
        );
        plan.registrations += 1.0;
        plan.programmes.push("conference");
    }
    if plan.sections.research {
        text += "[talent.channels.experts]\nkind = \"programme\"\npersons.tier = \"doctor\"\n";
        plan.registrations += 2.0;
    }
    if plan.sections.ventures {
        text += "[talent.channels.founders]\nkind = \"programme\"\npersons.tier = \"leading\"\n";
        plan.registrations += 5.0;
    }
    text
}

/// The section `[services]`: windows and homes for all who come.
pub(super) fn services(draw: &mut Draw, plan: &mut Plan) -> String {
    if !plan.sections.services {
        return String::new();
    }
    let mut text = "[services]\n".to_owned();
    let window = draw.chance(0.8);
    if window {
        // Twelve minutes a visit, in eight hours of five days.
        let busy = 1.3 * plan.registrations * 0.2 / 8.0 * 7.0 / 5.0;
        let windows = servers(busy, 0.5) + 1;
        text += &format!(
            "[services.window]\nwindows = {windows}\nservice = \"exponential(mean=10 min)\"\n"
        );
        text += &draw.perhaps(0.4, "documents = 2\nerror_per_document = 0.02\n");
        text += &draw.perhaps(0.4, "patience = \"exponential(mean=20 d)\"\n");
        plan.programmes.push("windows");
        if draw.chance(0.5) {
            plan.has_before = true;
            text += "before = { back_office_days = 3 }\n";
        }
    }
    if !window || draw.chance(0.7) {
        let days = f64::from(plan.days) + 30.0;
        let units = servers(2.0 * plan.registrations * 0.3 * days, 1.0);
        text += &format!("[services.housing]\nunits = {units}\noccupied = 0.1\n");
        let builds = format!(
            "builds.first = {{ units = 60, ordered = \"2018-10-01\", lag = \"{} d\" }}\n",
            draw.whole(10, 130)
        );
        text += &draw.perhaps(0.5, &builds);
        plan.programmes.push("housing");
    }
    if draw.chance(0.5) {
        text += "[services.index]\ncommute = \"40 min\"\nresidents = 50000\n";
        let bus = format!(
            "transport.bus = {{ opens = \"{}\", commute = \"35 min\" }}\n",
            date(draw.whole(5, plan.days / 2))
        );
        text += &draw.perhaps(0.5, &bus);
        if draw.chance(0.4) {
            text += "talents_park = { opens = \"2019-01-20\" }\n";
            plan.programmes.push("talents_park");
        }
    }
    text
}

/// The section `[careers]`.
pub(super) fn careers(draw: &mut Draw, plan: &mut Plan) -> String {
    if !plan.sections.careers {
        return String::new();
    }
    let mut text = format!(
        "[careers]\nhire = {{ m = \"{:.3} /mo\" }}\n",
        draw.real(0.3, 2.0)
    );
    if draw.chance(0.6) {
        let promotion = draw.pick(&["push", "pull"]);
        text += &format!(
            "[careers.tier]\npromotion = \"{promotion}\"\ndwell_mean_student = \"120 d\"\n"
        );
    }
    if draw.chance(0.5) {
        text += "[careers.evaluation]\npanels = 1\nperformance_cut = 0.8\neligible_dwell = \
                 \"20 d\"\nresidents = { technician = 100, engineer = 60 }\n";
        plan.programmes.push("evaluation");
    }
    if draw.chance(0.5) {
        text += "[careers.cultivation]\nprojects = 4\nseats = 10\nlength = \"40 d\"\n\
                 applicants = 0.3\n";
        plan.programmes.push("cultivation");
    }
    text
}
