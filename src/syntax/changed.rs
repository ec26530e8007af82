//! What a reparse changed: which ranges of the new text were typed or read differently, and where the rest was before.

use std::ops::Range;

use crate::text::TextEdit;

/// The difference between two versions of a text and their trees.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// Ranges of the new text that were typed or whose structure differs; ascending, neither overlapping nor
    /// touching. Empty where text was only taken away.
    ranges: Vec<Range<usize>>,
    /// What was kept, ascending.
    kept: Vec<Kept>,
}

/// A stretch of text that is in both versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Kept {
    old: usize,
    new: usize,
    len: usize,
}

impl Changed {
    /// No change, to a text of a length.
    pub(super) fn nothing(len: usize) -> Self {
        Self {
            ranges: Vec::new(),
            kept: vec![Kept {
                old: 0,
                new: 0,
                len,
            }],
        }
    }

    /// Continues with an edit (of existing characters) of the text as it is after what was recorded so far.
    pub(super) fn edit(&mut self, edit: &TextEdit) {
        let Range { start, end } = edit.range();
        let shift = |offset: usize| offset - end + start + edit.text.len();

        let first = self
            .kept
            .partition_point(|kept| kept.new + kept.len <= start);
        let mut split = Vec::new();
        let mut last = first;
        for kept in self.kept.iter().skip(first) {
            if kept.new >= end {
                break;
            }
            last += 1;
            if kept.new < start {
                split.push(Kept {
                    len: start - kept.new,
                    ..*kept
                });
            }
            let kept_end = kept.new + kept.len;
            if kept_end > end {
                let skipped = end.saturating_sub(kept.new);
                split.push(Kept {
                    old: kept.old + skipped,
                    new: kept.new + skipped,
                    len: kept.len - skipped,
                });
            }
        }
        self.kept.splice(first..last, split);
        for kept in self.kept.iter_mut().skip(first) {
            if kept.new >= end {
                kept.new = shift(kept.new);
            }
        }

        let first = self.ranges.partition_point(|range| range.end < start);
        let last = self.ranges.partition_point(|range| range.start <= end);
        let typed = match (
            self.ranges.get(first),
            self.ranges.get(last.wrapping_sub(1)),
        ) {
            (Some(low), Some(high)) if first < last => {
                low.start.min(start)..shift(high.end.max(end))
            }
            _ => start..shift(end),
        };
        for range in self.ranges.iter_mut().skip(last) {
            *range = shift(range.start)..shift(range.end);
        }
        self.ranges.splice(first..last, [typed]);
    }

    /// Adds ranges of the new text whose structure differs.
    pub(super) fn add(&mut self, ranges: impl Iterator<Item = Range<usize>>) {
        self.ranges.extend(ranges);
        self.ranges.sort_by_key(|range| range.start);
        self.ranges.dedup_by(|next, last| {
            let joins = next.start <= last.end;
            if joins {
                last.end = last.end.max(next.end);
            }
            joins
        });
    }

    /// Ranges of the new text that were typed or whose structure differs; ascending, neither overlapping nor touching.
    /// A range is empty where text was only taken away.
    #[must_use]
    pub fn ranges(&self) -> &[Range<usize>] {
        &self.ranges
    }

    /// Whether a range of the new text, its two ends included, holds any change.
    #[must_use]
    pub fn touches(&self, range: &Range<usize>) -> bool {
        self.next(range.start)
            .is_some_and(|changed| changed.start <= range.end)
    }

    /// The first changed range that ends at or after an offset of the new text.
    #[must_use]
    pub fn next(&self, offset: usize) -> Option<&Range<usize>> {
        let first = self.ranges.partition_point(|range| range.end < offset);
        self.ranges.get(first)
    }

    /// Where an offset of the new text was in the old one; `None` for a character that is new. An offset between a
    /// new character and an old one goes with what follows it.
    #[must_use]
    pub fn old_offset(&self, new: usize) -> Option<usize> {
        let kept = self.kept.partition_point(|kept| kept.new <= new);
        let kept = self.kept.get(kept.checked_sub(1)?)?;
        (new < kept.new + kept.len).then(|| kept.old + (new - kept.new))
    }
}
