//! A file of records, packed on several threads.
//!
//! Threads take batches of records in turn, each packs its own into a table of its own, and the
//! tables are put together in the end. Which thread had which batch leaves no trace.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};
use std::thread::ScopedJoinHandle;

use crate::table::{Kind, Table};

/// Tables that records are packed into, one for each thread.
#[derive(Debug)]
pub struct Parts {
    tables: Vec<Table>,
}

impl Parts {
    /// Empty tables for so many threads, whose records have these further fields.
    pub fn new(kinds: &[Kind], threads: usize) -> Self {
        Self {
            tables: (0..threads.max(1)).map(|_| Table::new(kinds)).collect(),
        }
    }

    /// Takes in all batches of a file, or of whatever records come from.
    ///
    /// `next` fills a batch, which may hold an earlier one, and says whether there was another; it
    /// is called by one thread at a time, so the less it does the better. `pack` pushes the
    /// records of a batch into a table, on any thread.
    ///
    /// # Errors
    ///
    /// The first one that `next` comes to. What was taken in until then stays.
    pub fn take<Batch, Error>(
        &mut self,
        next: impl FnMut(&mut Batch) -> Result<bool, Error> + Send,
        pack: impl Fn(&mut Batch, &mut Table) + Sync,
    ) -> Result<(), Error>
    where
        Batch: Default,
        Error: Send,
    {
        let source = Mutex::new((next, Ok(true)));
        let work = |table: &mut Table| {
            let mut batch = Batch::default();
            loop {
                let mut source = source.lock().unwrap_or_else(PoisonError::into_inner);
                let (next, state) = &mut *source;
                if !matches!(state, Ok(true)) {
                    break;
                }
                *state = next(&mut batch);
                if !matches!(state, Ok(true)) {
                    break;
                }
                drop(source);
                pack(&mut batch, table);
            }
        };
        if let [first, others @ ..] = self.tables.as_mut_slice() {
            std::thread::scope(|scope| {
                for table in others {
                    scope.spawn(|| work(table));
                }
                work(first);
            });
        }
        let (_, state) = source.into_inner().unwrap_or_else(PoisonError::into_inner);
        state.map(|_| ())
    }

    /// All records in one table, finished. `across_only` is that of the table.
    pub fn together(self, across_only: bool) -> Table {
        let threads = self.tables.len();
        let mut tables = on_threads(self.tables, |mut table| {
            table.sort_values();
            table
        });
        while tables.len() > 1 {
            let mut pairs = Vec::new();
            let mut left = tables.into_iter();
            while let Some(one) = left.next() {
                pairs.push((one, left.next()));
            }
            tables = on_threads(pairs, |(one, other)| match other {
                Some(other) => one.with(other),
                None => one,
            });
        }
        let mut table = tables.pop().unwrap_or_else(|| Table::new(&[]));
        table.across_only = across_only;
        table.settle(threads);
        table
    }
}

/// Does something with each of some, on a thread for each, and has them back in their order.
pub(crate) fn on_threads<In: Send, Out: Send>(
    all: Vec<In>,
    work: impl Fn(In) -> Out + Sync,
) -> Vec<Out> {
    let work = &work;
    std::thread::scope(|scope| {
        let begun: Vec<_> = all
            .into_iter()
            .map(|one| scope.spawn(move || work(one)))
            .collect();
        begun.into_iter().map(joined).collect()
    })
}

/// Does two things, at the same time where there is more than one thread.
pub(crate) fn both<One: Send, Other>(
    threads: usize,
    one: impl FnOnce() -> One + Send,
    other: impl FnOnce() -> Other,
) -> (One, Other) {
    if threads < 2 {
        return (one(), other());
    }
    std::thread::scope(|scope| {
        let one = scope.spawn(one);
        let other = other();
        (joined(one), other)
    })
}

/// So many things in their order, a stretch of them made by each of so many threads: `make` puts
/// those of a stretch into what it is given, which is empty.
pub(crate) fn in_stretches<Thing: Send>(
    many: usize,
    threads: usize,
    make: impl Fn(Range<usize>, &mut Vec<Thing>) + Sync,
) -> Vec<Thing> {
    let threads = threads.max(1);
    let stretch = |nth: usize| nth * many / threads..(nth + 1) * many / threads;
    let of_thread = |nth: usize| {
        let stretch = stretch(nth);
        // The first makes room for all, so that nothing is moved when the others are put after it.
        let room = if nth == 0 { many } else { stretch.len() };
        let mut things = Vec::with_capacity(room);
        make(stretch, &mut things);
        things
    };
    if threads == 1 {
        return of_thread(0);
    }
    let mut stretches = on_threads((0..threads).collect(), of_thread).into_iter();
    let mut all = stretches.next().unwrap_or_default();
    stretches.for_each(|next| all.extend(next));
    all
}

/// What a thread came to. A fault in it is a fault here: nothing is lost in silence.
pub(crate) fn joined<Out>(thread: ScopedJoinHandle<'_, Out>) -> Out {
    thread
        .join()
        .unwrap_or_else(|fault| std::panic::resume_unwind(fault))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;
    use crate::table::{Field, Raw, Row};

    type Record = [String; 7];

    fn raw(record: &Record) -> Raw<'_> {
        let [id, forename, surname, born, postcode, sex, town] = record;
        let mut raw = Raw {
            id,
            file: u8::from(id.len() > 1),
            forename,
            surname,
            born,
            postcode,
            sex,
            ..Raw::default()
        };
        raw.others[0] = town;
        raw
    }

    const FIELDS: [Field; 6] = [
        Field::Forename,
        Field::Surname,
        Field::Born,
        Field::Postcode,
        Field::Sex,
        Field::Other(0),
    ];

    /// All that a table says of its records and of their values.
    fn told(table: &Table) -> Vec<String> {
        let told = table.ids().zip(&table.rows).map(|(id, row)| {
            let values = FIELDS.map(|field| (table.value(row, field), table.one_in(row, field)));
            let parts = table.names.parts(row.surname);
            format!("{id} {row:?} {values:?} {parts:?}")
        });
        let last = format!("{} {:?}", table.people, table.absent);
        told.chain([last]).collect()
    }

    fn packed(records: &[Record], threads: usize, at_once: usize) -> Table {
        let mut parts = Parts::new(&[Kind::Words], threads);
        let mut batches = records.chunks(at_once);
        let next = |batch: &mut Vec<Record>| -> Result<bool, ()> {
            *batch = batches.next().unwrap_or_default().to_vec();
            Ok(!batch.is_empty())
        };
        let pack = |batch: &mut Vec<Record>, table: &mut Table| {
            for record in batch.iter() {
                table.push(&raw(record));
            }
        };
        parts.take(next, pack).unwrap();
        parts.together(false)
    }

    fn records() -> impl Strategy<Value = Vec<Record>> {
        let record = [
            "[0-9]{1,2}",
            "(ANN|BO|UNKNOWN|[A-C]{0,12})",
            "[AB]{0,2}(LONGSURNAME)?( |-)?[AB]{0,2}",
            "(19[67]0-0[1-3]-01)?",
            "(AB[1-9]( 1[CD]D)?)?",
            "[MF]?",
            "(YORK|NORTHALLERTON|[AB]{8,10})?",
        ];
        prop::collection::vec(record, 0..60)
    }

    #[test]
    fn what_is_made_in_stretches_is_all_of_it_in_order() {
        for many in [0, 1, 2, 3, 7, 100] {
            for threads in 0..9 {
                let all: Vec<usize> = in_stretches(many, threads, |stretch, things| {
                    things.extend(stretch.map(|nth| nth * 3));
                });
                let wanted: Vec<usize> = (0..many).map(|nth| nth * 3).collect();
                assert_eq!(all, wanted, "{many} on {threads}");
                assert!(all.capacity() <= many.max(4), "no more room than for all");
            }
        }
    }

    proptest! {
        #[test]
        fn how_a_file_was_shared_out_leaves_no_trace(
            records in records(),
            threads in 1_usize..6,
            at_once in 1_usize..20,
            turned in 0_usize..60,
        ) {
            let mut alone = Table::new(&[Kind::Words]);
            let mut other_order = records.clone();
            other_order.rotate_left(turned % records.len().max(1));
            for record in &other_order {
                alone.push(&raw(record));
            }
            alone.finish();
            let shared = packed(&records, threads, at_once);
            prop_assert_eq!(told(&shared), told(&alone));
            prop_assert_eq!(shared.names.known("LONGSURNAME"), alone.names.known("LONGSURNAME"));
        }

        #[test]
        fn a_table_holds_what_was_put_into_it(records in records(), threads in 1_usize..4) {
            let table = packed(&records, threads, 7);
            let text = |value: Result<String, _>| value.unwrap_or_default();
            let mut wanted: Vec<[String; 4]> = Vec::new();
            let mut people = BTreeSet::new();
            let mut named: BTreeMap<String, BTreeSet<[String; 3]>> = BTreeMap::new();
            for [id, forename, surname, born, _, sex, _] in &records {
                let names = [forename, surname].map(|name| text(crate::text::name(name)));
                let [forename, surname] = names;
                people.insert([forename.clone(), surname.clone(), born.clone()]);
                named.entry(surname.clone()).or_default().insert([
                    forename.clone(), surname.clone(), born.clone(),
                ]);
                wanted.push([id.clone(), forename, surname, sex.clone()]);
            }
            wanted.sort();
            let mut found: Vec<[String; 4]> = Vec::new();
            for (id, row) in table.ids().zip(&table.rows) {
                let [forename, surname, sex] = [Field::Forename, Field::Surname, Field::Sex]
                    .map(|field| table.value(row, field));
                let times = named.get(&surname).map_or(0, BTreeSet::len);
                prop_assert_eq!(table.names.surnames(row.surname) as usize, times);
                found.push([id.to_owned(), forename, surname, sex]);
            }
            found.sort();
            prop_assert_eq!(found, wanted);
            prop_assert_eq!(table.people, people.len());
            let by_id: Vec<(u32, &str)> = table.by_id().collect();
            prop_assert!(by_id.is_sorted_by_key(|(_, id)| *id));
            for (record, id) in &by_id {
                prop_assert_eq!(table.id(*record), *id);
                prop_assert_eq!(table.find(id).map(|found| table.id(found)), Some(*id));
            }
            prop_assert_eq!(by_id.len(), records.len());
            prop_assert_eq!(table.find("none has this"), None);
            let mut twice = by_id.windows(2).filter(|two| two[0].1 == two[1].1);
            prop_assert_eq!(table.repeated_id(false), twice.clone().next().map(|two| two[0].1));
            // Of one id, those of one file stand beside one another.
            let file = |two: &[(u32, &str)], nth: usize| table.rows[two[nth].0 as usize].file;
            let twice = twice.find(|two| file(two, 0) == file(two, 1));
            prop_assert_eq!(table.repeated_id(true), twice.map(|two| two[0].1));
            let stands = table.rows.iter().zip(table.ids());
            let key = |(row, id): (&Row, _)| (row.surname, row.forename, row.born, id);
            prop_assert!(stands.map(key).is_sorted());
        }
    }

    #[test]
    fn what_goes_wrong_at_the_source_ends_it() {
        let mut parts = Parts::new(&[], 3);
        let mut left = 4;
        let next = |batch: &mut String| {
            left -= 1;
            *batch = left.to_string();
            if left == 0 { Err("no more") } else { Ok(true) }
        };
        let pack = |id: &mut String, table: &mut Table| {
            let surname = "KOWALSKA";
            table.push(&Raw {
                id,
                surname,
                ..Raw::default()
            });
        };
        assert_eq!(parts.take(next, pack), Err("no more"));
        let table = parts.together(true);
        assert_eq!(table.ids().collect::<Vec<_>>(), ["1", "2", "3"]);
        assert!(table.across_only);
    }
}
