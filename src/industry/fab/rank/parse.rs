//! The grammar of formulas, and their compilation: operators in the order of their precedence, and
//! units that must fit.
//!
//! ```text
//! list    = compare { ";" compare }
//! compare = sum [ ("<" | "<=" | ">" | ">=") sum ]
//! sum     = product { ("+" | "-") product }
//! product = factor { ("*" | "/") factor }
//! factor  = "-" factor | "(" compare ")" | number [unit] | quantity
//!         | ("min" | "max") "(" compare "," compare ")" | "abs" "(" compare ")"
//!         | "if" "(" compare "," compare "," compare ")"
//! ```

use super::formula::Formula;
use super::op::{Binary, DEPTH, Op, Quantity};
use crate::units::Duration;
use crate::units::text::{TextError, nearest};

/// The most formulas of a list.
const MOST: usize = 8;
/// The functions, with how many values they take.
const FUNCTIONS: [(&str, usize); 4] = [("abs", 1), ("if", 3), ("max", 2), ("min", 2)];

/// The power of time in the unit of a value; none for a literal 0, which fits all of them.
type Dimension = Option<i8>;

/// A piece of the text, and at which character it begins, from 1 on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Token<'a> {
    text: &'a str,
    at: usize,
}

impl Formula {
    /// The formulas of a text, with `;` between them, in the order in which they decide.
    ///
    /// # Errors
    /// If it is no such text: what is wrong, at which character, and what is allowed.
    ///
    /// ```
    /// use chippark::industry::fab::rank::Formula;
    /// assert_eq!(Formula::list("-priority; due - now - remaining").unwrap().len(), 2);
    /// assert_eq!(Formula::list("if(start_by - now < 2 h, 0, 1); joined").unwrap().len(), 2);
    /// let error = Formula::list("due - priority").unwrap_err();
    /// assert!(error.message.contains("a time and a plain number"), "{error}");
    /// ```
    pub fn list(text: &str) -> Result<Vec<Self>, TextError> {
        formulas(text)
    }
}

/// Reads a list of formulas.
fn formulas(text: &str) -> Result<Vec<Formula>, TextError> {
    let mut parser = Parser {
        tokens: tokens(text)?,
        next: 0,
        end: text.chars().count() + 1,
        ops: Vec::new(),
        nesting: 0,
    };
    let mut formulas = Vec::new();
    loop {
        parser.compare()?;
        formulas.push(parser.finish()?);
        match parser.peek() {
            None => break,
            Some(Token { text: ";", .. }) => parser.next += 1,
            Some(token) => return Err(unexpected(token, "an operator, `;` or the end")),
        }
    }
    if formulas.len() > MOST {
        let help = "leave out those that break no ties";
        return Err(TextError::new(format!("more than {MOST} formulas"), help));
    }
    Ok(formulas)
}

/// The pieces of a text.
fn tokens(text: &str) -> Result<Vec<Token<'_>>, TextError> {
    let is_digit = |c: char| c.is_ascii_digit() || c == '.';
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            c if c.is_whitespace() => c.len_utf8(),
            c if is_digit(c) => rest.find(|c| !is_digit(c)).unwrap_or(rest.len()),
            c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            '<' | '>' if rest[1..].starts_with('=') => 2,
            '+' | '-' | '*' | '/' | '(' | ')' | ',' | ';' | '<' | '>' => 1,
            c => {
                let at = text.chars().count() - rest.chars().count() + 1;
                let token = Token {
                    text: &rest[..c.len_utf8()],
                    at,
                };
                return Err(unexpected(token, "a formula of + - * / < <= > >= ( ) , ;"));
            }
        };
        if !first.is_whitespace() {
            let at = text.chars().count() - rest.chars().count() + 1;
            tokens.push(Token {
                text: &rest[..length],
                at,
            });
        }
        rest = &rest[length..];
    }
    Ok(tokens)
}

fn unexpected(token: Token, allowed: &str) -> TextError {
    let Token { text, at } = token;
    TextError::new(
        format!("`{text}` at character {at} is not understood"),
        format!("what may stand here: {allowed}"),
    )
}

/// What a unit is called.
fn unit(dimension: i8) -> String {
    match dimension {
        0 => "a plain number".to_owned(),
        1 => "a time".to_owned(),
        power => format!("a time to the power of {power}"),
    }
}

/// Two values must have one unit, which is returned.
fn same(token: Token, one: Dimension, two: Dimension) -> Result<Dimension, TextError> {
    let Token { text, at } = token;
    match (one, two) {
        (Some(one), Some(two)) if one != two => Err(TextError::new(
            format!(
                "`{text}` at character {at} is given {} and {}",
                unit(one),
                unit(two)
            ),
            "both have one unit; a time is written as `2 h`, and a time by a time is a number",
        )),
        _ => Ok(one.or(two)),
    }
}

struct Parser<'a> {
    tokens: Vec<Token<'a>>,
    next: usize,
    /// The character behind the text.
    end: usize,
    ops: Vec<Op>,
    nesting: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<Token<'a>> {
        self.tokens.get(self.next).copied()
    }

    /// The next piece, if it is one of these.
    fn take(&mut self, texts: &[&str]) -> Option<Token<'a>> {
        let found = self.peek().filter(|token| texts.contains(&token.text));
        self.next += usize::from(found.is_some());
        found
    }

    fn expect(&mut self, text: &str) -> Result<(), TextError> {
        let next = self.peek().unwrap_or(Token {
            text: "the end",
            at: self.end,
        });
        let help = format!("`{text}`");
        self.take(&[text])
            .map(|_| ())
            .ok_or_else(|| unexpected(next, &help))
    }

    /// The formula that was read, if it does not hold too many numbers at a time.
    fn finish(&mut self) -> Result<Formula, TextError> {
        let ops = std::mem::take(&mut self.ops).into_boxed_slice();
        let mut held = 0;
        for op in &ops {
            held = held + 1 - op.takes();
            if held > DEPTH {
                let message = format!("a formula holds more than {DEPTH} values at a time");
                return Err(TextError::new(message, "nest it less"));
            }
        }
        Ok(Formula::new(ops))
    }

    fn compare(&mut self) -> Result<Dimension, TextError> {
        let one = self.sum()?;
        let Some(token) = self.take(&["<", "<=", ">", ">="]) else {
            return Ok(one);
        };
        let first_ends = self.ops.len();
        let two = self.sum()?;
        same(token, one, two)?;
        let is_turned = token.text.starts_with('>');
        if is_turned {
            // a > b is b < a: the parts of the formula change places.
            let begins = self.begin_of(first_ends);
            self.ops[begins..].rotate_left(first_ends - begins);
        }
        let is_strict = token.text.len() == 1;
        self.ops.push(Op::Binary(if is_strict {
            Binary::Less
        } else {
            Binary::LessOrEqual
        }));
        Ok(Some(0))
    }

    /// Where the part of the formula begins that makes the value on top at `end`.
    fn begin_of(&self, end: usize) -> usize {
        let mut wanted = 1;
        let mut begin = end;
        while wanted > 0 {
            begin -= 1;
            wanted = wanted - 1 + self.ops[begin].takes();
        }
        begin
    }

    fn sum(&mut self) -> Result<Dimension, TextError> {
        let mut dimension = self.product()?;
        while let Some(token) = self.take(&["+", "-"]) {
            let other = self.product()?;
            dimension = same(token, dimension, other)?;
            self.ops.push(Op::Binary(if token.text == "+" {
                Binary::Add
            } else {
                Binary::Subtract
            }));
        }
        Ok(dimension)
    }

    fn product(&mut self) -> Result<Dimension, TextError> {
        let mut dimension = self.factor()?;
        while let Some(token) = self.take(&["*", "/"]) {
            let other = self.factor()?.unwrap_or(0);
            let own = dimension.unwrap_or(0);
            let (power, op) = match token.text {
                "*" => (own.saturating_add(other), Op::Binary(Binary::Multiply)),
                _ => (own.saturating_sub(other), Op::Binary(Binary::Divide)),
            };
            dimension = Some(power);
            self.ops.push(op);
        }
        Ok(dimension)
    }

    fn factor(&mut self) -> Result<Dimension, TextError> {
        let token = self.peek().unwrap_or(Token {
            text: "the end",
            at: self.end,
        });
        self.next += 1;
        self.nesting += 1;
        if self.nesting > 4 * DEPTH {
            return Err(TextError::new(
                "a formula is nested too deeply",
                "nest it less",
            ));
        }
        let dimension = match token.text {
            "-" => {
                let dimension = self.factor()?;
                self.ops.push(Op::Negate);
                dimension
            }
            "(" => {
                let dimension = self.compare()?;
                self.expect(")")?;
                dimension
            }
            text if text.starts_with(|c: char| c.is_ascii_digit() || c == '.') => {
                self.number(token)?
            }
            text if text.starts_with(|c: char| c.is_ascii_alphabetic()) && token.at < self.end => {
                self.named(token)?
            }
            _ => return Err(unexpected(token, "a number, a quantity, a function or `(`")),
        };
        self.nesting -= 1;
        Ok(dimension)
    }

    /// A number, with a unit of time or without one.
    fn number(&mut self, token: Token) -> Result<Dimension, TextError> {
        let Ok(value) = token.text.parse::<f64>() else {
            return Err(unexpected(
                token,
                "a number such as `2` or `0.5`, or a time such as `2 h`",
            ));
        };
        let unit = self.peek().filter(|unit| {
            unit.text.starts_with(|c: char| c.is_ascii_alphabetic()) && unit.text != "if"
        });
        let Some(unit) = unit else {
            self.ops.push(Op::Constant(value));
            return Ok((value.abs() > 0.0).then_some(0));
        };
        self.next += 1;
        let time: Duration = format!("{} {}", token.text, unit.text).parse()?;
        self.ops.push(Op::Constant(time.as_millis() as f64));
        Ok(Some(1))
    }

    /// A quantity or a function.
    fn named(&mut self, token: Token) -> Result<Dimension, TextError> {
        if let Some(quantity) = Quantity::named(token.text) {
            self.ops.push(Op::Quantity(quantity));
            return Ok(Some(quantity.dimension()));
        }
        let Some((_, count)) = FUNCTIONS.into_iter().find(|(name, _)| *name == token.text) else {
            return Err(unknown(token));
        };
        self.expect("(")?;
        let mut dimensions = [None; 3];
        for (place, dimension) in dimensions.iter_mut().take(count).enumerate() {
            if place > 0 {
                self.expect(",")?;
            }
            *dimension = self.compare()?;
        }
        self.expect(")")?;
        let [first, second, third] = dimensions;
        let (op, dimension) = match token.text {
            "abs" => (Op::Absolute, first),
            "min" => (Op::Binary(Binary::Least), same(token, first, second)?),
            "max" => (Op::Binary(Binary::Greatest), same(token, first, second)?),
            _ => {
                same(token, first, Some(0))?;
                (Op::Choose, same(token, second, third)?)
            }
        };
        self.ops.push(op);
        Ok(dimension)
    }
}

/// The error about a name that is none.
fn unknown(token: Token) -> TextError {
    let Token { text, at } = token;
    let quantities = Quantity::ALL.map(Quantity::name);
    let functions = FUNCTIONS.map(|(name, _)| name);
    let known = quantities.into_iter().chain(functions);
    let help = match nearest(text, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!(
            "quantities are {}; functions are {}",
            quantities.join(", "),
            functions.join(", ")
        ),
    };
    TextError::new(format!("`{text}` at character {at} is unknown"), help)
}
