//! Mechanisms of people: talent, services, careers, staffing, research, ventures, programmes.

use super::park::Park;
use super::{Mechanism, mechanisms};
use crate::parks::draw::date;

/// A channel that a section brings its people through.
fn channel(park: &mut Park, name: &str, tier: &str) {
    park.add(&format!(
        "[talent.channels.{name}]\nkind = \"programme\"\npersons.tier = \"{tier}\"\n"
    ));
}

/// Founders who go through two phases.
fn ventures(park: &mut Park) {
    channel(park, "founders", "leading");
    park.add(
        r#"
        [ventures]
        channel = "founders"
        [ventures.founders]
        rate = "100 /y"
        [ventures.phases.incubation]
        pass = 0.8
        time = "erlang(k=2, mean=30 d)"
        [ventures.phases.listing]
        pass = 0.9
        time = "20 d"
        "#,
    );
}

/// What research projects need wherever they come from.
fn research(park: &mut Park) {
    channel(park, "experts", "doctor");
    park.add("research.projects.duration = \"erlang(k=2, mean=40 d)\"");
}

mechanisms! { pub(super) PEOPLE:
    "students": |park, draw| park.add(&format!(
        r#"
        [talent.channels.students]
        kind = "students"
        national_graduates.2019 = {}
        persons.tier = "student"
        [policy.programmes.campaign]
        kind = "settle_campaign"
        start = "{}"
        amount = 0.5
        ramp = "20 d"
        budget_per_year = "1 M CNY"
        "#,
        draw.whole(20_000, 100_000),
        date(draw.whole(0, 70))
    ));
    "recruitment stations": |park, draw| park.add(&format!(
        r#"
        [talent.channels.stations]
        kind = "stations"
        conversion = "30 %"
        leads_per_reference_station = "300 /y"
        persons = {{ tier = "engineer", share_engineer = 0.3, share_assembler = 0.2 }}
        regions.near = {{ stations = {}, population = 10e6, distance = "100 km" }}
        regions.far = {{ stations = 2, population = 4e6, distance = "900 km" }}
        [talent.channels.stations.tree]
        workstations = 2
        centres = 1
        workstation.handling = "2 h"
        headquarter.handling = "{} h"
        hours = {{ opens = "8 h", closes = "20 h", workdays_per_week = 6 }}
        [talent.awareness]
        date = "{}"
        pulse = 1.0
        "#,
        draw.whole(2, 5),
        draw.whole(1, 5),
        date(draw.whole(0, 60))
    ));
    "conference": |park, draw| park.add(&format!(
        r#"
        [talent.channels.conference]
        kind = "conference"
        dates = ["{}"]
        invited = 300
        attendance = 0.8
        return_other = 0.2
        lag = "lognormal(mean=20 d, cv=0.8)"
        pool = 1000
        [talent.channels.conference.persons]
        high_end.tier = "leading"
        other.tier = "doctor"
        "#,
        date(draw.whole(1, 60))
    ));
    "service window": |park, draw| park.add(&format!(
        r#"
        [services.window]
        windows = {}
        service = "exponential(mean={} min)"
        documents = 4
        per_document = "10 min"
        error_per_document = {:.2}
        patience = "exponential(mean=8 d)"
        "#,
        draw.whole(1, 3),
        draw.whole(20, 120),
        draw.real(0.0, 0.2)
    ));
    "E-Point Pass": |park, draw| park.add(&format!(
        r#"
        [services.window]
        windows = 2
        [services.window.before]
        windows = {}
        service = "exponential(mean=2 h)"
        back_office_days = 6
        [policy.programmes.pass]
        kind = "e_point_pass"
        start = "{}"
        "#,
        draw.whole(0, 1),
        date(draw.whole(10, 70))
    ));
    "homes": |park, draw| park.add(&format!(
        r#"
        [services.housing]
        units = {}
        occupied = 0.5
        need_share = 0.5
        patience = "exponential(mean=20 d)"
        stay = "exponential(mean=60 d)"
        builds.first = {{ units = 10, ordered = "2018-12-01", lag = "{} d", cost = "4 M CNY" }}
        [policy.programmes.flats]
        kind = "housing"
        start = "2019-02-01"
        amount = 5
        "#,
        draw.whole(0, 60),
        draw.whole(35, 90)
    ));
    "service index and bus": |park, draw| park.add(&format!(
        r#"
        [services.index]
        commute = "60 min"
        residents = 5000
        outside_wage_ratio = 1.2
        transport.bus = {{ opens = "{}", commute = "{} min", cost = "1 M CNY" }}
        talents_park.opens = "2019-02-10"
        "#,
        date(draw.whole(0, 75)),
        draw.whole(20, 50)
    ));
    "tiers": |park, draw| park.add(&format!(
        r#"
        [careers.tier]
        promotion = "{}"
        dwell_k = {}
        dwell_mean_student = "20 d"
        dwell_mean_technician = "50 d"
        dwell_mean_engineer = "90 d"
        "#,
        draw.pick(&["push", "pull"]),
        draw.whole(1, 5)
    ));
    "direct evaluation": |park, draw| park.add(&format!(
        r#"
        [careers.evaluation]
        panels = {:.1}
        calls = 12
        expert_share = 0.4
        performance_cut = 0.7
        eligible_dwell = "10 d"
        residents = {{ technician = 30, engineer = 10 }}
        [policy.programmes.panels]
        kind = "evaluation"
        start = "{}"
        "#,
        draw.real(0.5, 3.0),
        date(draw.whole(0, 60))
    ));
    "cultivation": |park, draw| park.add(&format!(
        r#"
        [careers.cultivation]
        projects = {}
        seats = 8
        length = "25 d"
        applicants = 0.6
        chip_share = 0.6
        "#,
        draw.whole(2, 8)
    ));
    "leaving": |park, draw| park.add(&format!(
        r#"
        [careers.hire]
        leak = "{:.2} /mo"
        [careers.exit]
        graduate_eta = "60 d"
        city_share = 0.6
        operator = "2 /y"
        technician = "2 /y"
        engineer = "2 /y"
        assembler = "{:.1} /y"
        phd = "1 /y"
        leading = "1 /y"
        "#,
        draw.real(0.1, 1.0),
        draw.real(0.5, 8.0)
    ));
    "fixed staff": |park, draw| park.add(&format!(
        r#"
        [staffing.fixed]
        assembler = {}
        engineer = 4
        [finance.wages]
        assembler = "5000 CNY"
        engineer = "{} CNY"
        "#,
        draw.whole(2, 7),
        draw.whole(8_000, 20_000)
    ));
    "recruited staff": |park, draw| {
        park.remove("staffing.fixed", "assembler");
        park.add(&format!(
            r#"
            [careers.hire]
            m = "{:.1} /mo"
            [staffing]
            crews = {:.1}
            [staffing.skill]
            s0 = 0.3
            tau_assembler = "20 d"
            [staffing.initial]
            assembler = {}
            technician = 3
            experience = "10 d"
            [finance.wages]
            assembler = "6000 CNY"
            technician = "9000 CNY"
            "#,
            draw.real(0.5, 4.0),
            draw.real(1.0, 4.0),
            draw.whole(0, 24)
        ));
    };
    "hiring and training": |park, draw| {
        park.remove("staffing.fixed", "assembler");
        park.add(&format!(
            r#"
            [staffing.initial]
            assembler = 6
            [staffing.hiring.more]
            role = "assembler"
            count = {}
            date = "{}"
            lead = "exponential(mean={} d)"
            cost = "3000 CNY"
            experience = "30 d"
            [staffing.labour.assembler]
            rate = "{:.1} /d"
            reference_wage = "5000 CNY"
            elasticity = 2
            pool = 40
            [staffing.training.assembler]
            time = "5 d"
            cost = "800 CNY"
            [finance.wages]
            assembler = "6000 CNY"
            "#,
            draw.whole(5, 30),
            date(draw.whole(0, 60)),
            draw.whole(1, 12),
            draw.real(0.2, 3.0)
        ));
    };
    "founders": |park, draw| {
        ventures(park);
        park.add(&format!(
            r#"
            [ventures]
            own_funds = "{} k CNY"
            [ventures.phases.incubation]
            servers = {}
            cost_per_month = "50 k CNY"
            [ventures.phases.listing]
            servers = 2
            value_added_per_year = "1 M CNY"
            "#,
            draw.whole(50, 400),
            draw.whole(2, 20)
        ));
    };
    "contest and enclaves": |park, draw| {
        ventures(park);
        park.add(&format!(
            r#"
            [ventures.contest]
            dates = ["{}"]
            projects = 30
            admit_share = 0.7
            countries.uk = {{ weight = 1, enclave_share = 0.8 }}
            countries.usa = {{ weight = 2, enclave_share = 0.4 }}
            [ventures.enclaves]
            stay = "erlang(k=4, mean=25 d)"
            p_transfer = 0.6
            blocked_share_lost = 0.5
            places.shanghai.m2 = "{} m2"
            places.hangzhou.m2 = "600 m2"
            "#,
            date(draw.whole(2, 60)),
            draw.whole(200, 2_000)
        ));
    };
    "guarantee": |park, draw| {
        ventures(park);
        park.add(&format!(
            r#"
            [ventures.pools]
            fund_per_month = "{} k CNY"
            equipment = 10
            land = "900 m2"
            patience = "15 d"
            [ventures.phases.incubation]
            equipment = 1
            grant = "60 k CNY"
            [ventures.phases.listing]
            land = "200 m2"
            [policy.programmes.guarantee]
            kind = "venture_pools"
            start = "{}"
            "#,
            draw.whole(50, 500),
            date(draw.whole(0, 60))
        ));
    };
    "institutes": |park, draw| {
        research(park);
        park.add(&format!(
            r#"
            [research.institutes.graphene]
            seats = {}
            start = "{}"
            channel = "experts"
            doctors = "80 /y"
            projects_per_doctor = "3 /y"
            "#,
            draw.whole(5, 40),
            date(draw.whole(0, 60))
        ));
    };
    "academicians and visits": |park, draw| {
        research(park);
        park.add(&format!(
            r#"
            [research.academicians]
            channel = "experts"
            arrivals.first = {{ date = "{}", persons = 12 }}
            [research.visits]
            rate = "{} /y"
            [research.contacts]
            initial = 50
            reference = 200
            [research.reputation]
            reference = 5
            [research.home]
            rooms = 3
            opened = "2019-02-01"
            other_rooms = 1
            [research.recuperation]
            hotel_beds = 40
            events.spring = {{ date = "2019-03-10", size = 60, days = 4 }}
            "#,
            date(draw.whole(0, 60)),
            draw.whole(50, 500)
        ));
    };
    "platform": |park, draw| {
        research(park);
        park.add(&format!(
            r#"
            [research.matching]
            efficiency = "{:.1} /mo"
            experts_rate = "{} /y"
            needs_rate = "300 /y"
            expert_patience = "exponential(mean=40 d)"
            settle_share = 0.5
            channel = "experts"
            "#,
            draw.real(0.3, 3.0),
            draw.whole(100, 500)
        ));
    };
    // The last one, so that it finds homes where there are any.
    "reinvestment": |park, draw| {
        if park.at("services.housing").is_none() {
            park.add("services.housing.units = 20");
        }
        park.add(&format!(
            r#"
            [policy.reinvestment]
            enabled = true
            share = {:.2}
            housing_unit_cost = "20 k CNY"
            lag = "{} d"
            "#,
            draw.real(0.1, 1.0),
            draw.whole(1, 40)
        ));
    };
}
