//! The chart of accounts of the park's own books (equation E33): where value is, whom it belongs
//! to, what was earned and what that cost.

use crate::industry::shared::goods::Goods;
use crate::industry::shared::ledger::Account;
use crate::units::named_enum;

named_enum! {
    /// A line of the books. Balances of assets and expenses are positive, those of liabilities,
    /// equity and income negative, so that all of them sum to zero.
    pub(super) enum Line {
        /// Money.
        Cash = "cash",
        /// Sold on terms and not yet paid for.
        Receivables = "receivables",
        /// Purchased parts.
        Parts = "parts",
        /// Wafers from their start until their chips are tested.
        Wafers = "wafers",
        /// Tested chips.
        Chips = "chips",
        /// Computers from their kit to their last test.
        UnderWay = "under-way",
        /// Finished computers.
        Computers = "computers",
        /// What is being built, and deposits for what is ordered, at cost.
        Construction = "construction",
        /// What is there and used, at cost.
        FixedAssets = "fixed-assets",
        /// The part of that cost which is used up.
        Depreciated = "accumulated-depreciation",
        /// Owed to others and not yet paid.
        Payables = "payables",
        /// Paid in by investors.
        PaidIn = "paid-in-capital",
        /// Assets and lots that are there when the run begins.
        Opening = "opening-capital",
        /// Computers sold.
        Sales = "sales",
        /// Surplus chips sold.
        ChipSales = "chip-sales",
        /// Materials, and services on them, in what was sold.
        GoodsSold = "cost-of-goods-sold",
        /// The same in what was thrown away.
        Scrap = "scrap",
        /// What remains when values are rounded to whole fen a unit.
        Rounding = "rounding",
        /// What goes with a computer and is not built in.
        Bundle = "bundle",
        /// Wages of all roles.
        Wages = "wages",
        /// The use of fixed assets.
        Depreciation = "depreciation",
        /// Energy, rent and services.
        Overheads = "overheads",
        /// Storage, insurance and spoilage of stock.
        Carrying = "carrying",
        /// Freight of what was sold.
        Freight = "freight",
        /// Selling and service.
        Selling = "selling",
        /// Repairs under warranty.
        Warranty = "warranty",
        /// Paid to buyers for lateness.
        Penalties = "penalties",
        /// Finding people to hire.
        Hiring = "hiring",
        /// Teaching people who are hired.
        Training = "training",
        /// To the city's treasury.
        Tax = "tax",
    }
}

impl Line {
    /// The lines of stock.
    pub(super) const STOCKS: [Self; 5] = [
        Self::Parts,
        Self::Wafers,
        Self::Chips,
        Self::UnderWay,
        Self::Computers,
    ];

    /// What is sold.
    pub(super) const SOLD: [Self; 2] = [Self::Sales, Self::ChipSales];

    /// The expenses of making, beside what is in the goods.
    pub(super) const MAKING: [Self; 5] = [
        Self::Scrap,
        Self::Rounding,
        Self::Bundle,
        Self::Wages,
        Self::Depreciation,
    ];

    /// The expenses of keeping and selling, and of the park as a whole.
    pub(super) const RUNNING: [Self; 8] = [
        Self::Overheads,
        Self::Carrying,
        Self::Freight,
        Self::Selling,
        Self::Warranty,
        Self::Penalties,
        Self::Hiring,
        Self::Training,
    ];

    /// The lines of the balance sheet that are not assets; profit is the rest.
    pub(super) const CAPITAL: [Self; 3] = [Self::Payables, Self::PaidIn, Self::Opening];

    /// Whether a credit makes it more.
    pub(super) fn is_credit(self) -> bool {
        self == Self::Depreciated || Self::CAPITAL.contains(&self)
    }

    /// What the park owns.
    pub(super) const ASSETS: [Self; 10] = [
        Self::Cash,
        Self::Receivables,
        Self::Parts,
        Self::Wafers,
        Self::Chips,
        Self::UnderWay,
        Self::Computers,
        Self::Construction,
        Self::FixedAssets,
        Self::Depreciated,
    ];

    /// What is earned and what it costs: profit is the sum of these.
    pub(super) fn of_profit() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|line| *line >= Self::Sales)
    }

    /// The line of a stock of goods.
    pub(super) const fn of(goods: Goods) -> Self {
        match goods {
            Goods::Part(_) | Goods::KeptPart(_) => Self::Parts,
            Goods::Wafers(_) => Self::Wafers,
            Goods::Chips(_) => Self::Chips,
            Goods::UnderWay(_) | Goods::PartUnderWay(_) => Self::UnderWay,
            Goods::Computers(_) => Self::Computers,
        }
    }

    /// The line of what an account is paid for, or pays for; none where the park's profit and
    /// assets do not change before money moves.
    pub(super) const fn behind(account: Account) -> Option<Self> {
        match account {
            Account::ComputerSales => Some(Self::Sales),
            Account::ChipSales => Some(Self::ChipSales),
            Account::Parts => Some(Self::Parts),
            Account::Wafers => Some(Self::Wafers),
            Account::Wages => Some(Self::Wages),
            Account::Overheads => Some(Self::Overheads),
            Account::Capital => Some(Self::Construction),
            Account::Services => Some(Self::Selling),
            Account::Tax => Some(Self::Tax),
            Account::Penalties => Some(Self::Penalties),
            Account::Cash | Account::Investors | Account::Programmes => None,
        }
    }
}
