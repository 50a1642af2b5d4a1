//! Strava's `activities.csv`: titles, notes and gear of the files beside it, and runs that have no file.
//!
//! Columns are found by what their headers mean, in any width and in the languages below. Where no header is
//! understood, the column that holds paths of activity files gives the order Strava has always kept, and the
//! headers that stand twice in the wide list, elapsed time, distance and highest heart rate, give the columns behind it.

use femoris_measure::{
    BeatsPerMinute, Device, Instant, Means, Metres, RecordedRun, Samples, Sport, StepsPerMinute, Totals,
};

use crate::fold::fold;
use crate::sport::sport_of;
use crate::track::{MOST_STRIDES, seconds, short};
use crate::walk::Note;
use crate::{Diagnostic, FileKind, Format, Reading};

/// Longest title, note or gear kept, in characters.
const NOTE_CHARS: usize = 20_000;
/// Rows looked at to find the column of file names.
const ROWS_TO_GUESS_FROM: usize = 50;

/// One line of the list.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Row {
    /// Path of its recording inside the export, such as `activities/1.fit.gz`.
    pub(crate) file: Option<String>,
    pub(crate) note: Note,
    pub(crate) start: Option<Instant>,
    pub(crate) distance_m: Option<f64>,
    pub(crate) elapsed_s: Option<f64>,
    pub(crate) moving_s: Option<f64>,
    pub(crate) ascent_m: Option<f64>,
    pub(crate) mean_heart: Option<f64>,
    pub(crate) max_heart: Option<f64>,
    /// Of one leg, as the list has it for runs.
    pub(crate) cadence: Option<f64>,
}

/// Whether this start of a file opens a list of activities. The last line may be cut.
pub(crate) fn is_list(head: &[u8]) -> bool {
    let table = Table::read(head, ROWS_TO_GUESS_FROM);
    table.columns().is_some()
}

/// The rows of a list; `None` when it is no list of activities.
pub(crate) fn rows(bytes: &[u8]) -> Option<Vec<Row>> {
    let columns = Table::read(bytes, ROWS_TO_GUESS_FROM).columns()?;
    let mut reader = csv_reader(bytes);
    let mut record = csv::ByteRecord::new();
    let mut rows = Vec::new();
    // A record that cannot be read ends the list: the csv reader has lost its place.
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        rows.push(columns.row(&record));
    }
    Some(rows)
}

/// A list as a reading: every line a part without samples.
pub(crate) fn read(bytes: &[u8]) -> Option<Reading> {
    let rows = rows(bytes)?;
    let mut diagnostics = Vec::new();
    let undated = rows.iter().filter(|row| row.start.is_none()).count();
    if undated > 0 {
        let text = format!("{undated} of {} lines have no readable date and were left out.", rows.len());
        diagnostics.push(Diagnostic::warning("line_without_date", None, text));
    }
    let parts = rows.iter().filter_map(run).collect();
    Some(Reading { format: Format::Summary, kind: FileKind::Activity, parts, diagnostics })
}

/// A line as a run without samples; `None` without a date. The title stays in the note.
pub(crate) fn run(row: &Row) -> Option<RecordedRun> {
    let totals = Totals {
        distance: row.distance_m.and_then(|metres| Metres::new(metres).ok()),
        timer: row.moving_s.or(row.elapsed_s).and_then(seconds),
        elapsed: row.elapsed_s.and_then(seconds),
        ascent: row.ascent_m.and_then(|metres| Metres::new(metres).ok()),
        ..Totals::default()
    };
    let sport = sport_of(&row.note.sport_word);
    let heart = |beats: Option<f64>| beats.and_then(|beats| BeatsPerMinute::new(beats).ok());
    // Zero is a sensor that was not there; more than one leg makes are steps already.
    let strides = row.cadence.filter(|cadence| sport == Sport::Running && *cadence > 0.0);
    let steps = strides.map(|cadence| if cadence <= MOST_STRIDES { 2.0 * cadence } else { cadence });
    Some(RecordedRun {
        sport,
        sport_word: row.note.sport_word.clone(),
        sub_sport: String::new(),
        start: row.start?,
        device_totals: totals,
        computed_totals: Totals::default(),
        told: Means {
            heart_rate: heart(row.mean_heart),
            max_heart_rate: heart(row.max_heart),
            cadence: steps.and_then(|steps| StepsPerMinute::new(steps).ok()),
        },
        samples: Samples::new(),
        laps: Vec::new(),
        timer_events: Vec::new(),
        device: Device::default(),
        developer: Vec::new(),
        title: String::new(),
    })
}

/// Canonical bytes of a line, which [`read`] turns into the same run: without title and note, so that editing
/// those does not make it another run. Of climb, heart rate and cadence only what is told stands in them.
pub(crate) fn key(row: &Row) -> Vec<u8> {
    let number = |value: Option<f64>| value.map(|v| v.to_string()).unwrap_or_default();
    let word = row.note.sport_word.replace('"', "\"\"");
    let start = row.start.map(|at| at.to_string()).unwrap_or_default();
    let (elapsed, moving, distance) = (number(row.elapsed_s), number(row.moving_s), number(row.distance_m));
    let mut header =
        "Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Filename,Moving Time,Distance"
            .to_owned();
    let mut line = format!("{start},,\"{word}\",{elapsed},,,{moving},{distance}");
    for (name, value) in [
        ("Elevation Gain", row.ascent_m),
        ("Average Cadence", row.cadence),
        ("Max Heart Rate", row.max_heart),
        ("Average Heart Rate", row.mean_heart),
    ] {
        if value.is_some() {
            header.push_str(&format!(",{name}"));
            line.push_str(&format!(",{}", number(value)));
        }
    }
    format!("{header}\n{line}\n").into_bytes()
}

fn csv_reader(bytes: &[u8]) -> csv::Reader<&[u8]> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    csv::ReaderBuilder::new().flexible(true).from_reader(bytes)
}

/// The header and the first rows, as text.
struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn read(bytes: &[u8], rows: usize) -> Self {
        let mut reader = csv_reader(bytes);
        let texts = |record: &csv::ByteRecord| record.iter().map(text).collect::<Vec<_>>();
        let header = reader.byte_headers().map(texts).unwrap_or_default();
        let rows = reader.byte_records().take(rows).map_while(Result::ok).map(|r| texts(&r)).collect();
        Self { header, rows }
    }

    /// What the columns hold; `None` when this is no list of activities.
    fn columns(&self) -> Option<Columns> {
        let folded: Vec<String> = self.header.iter().map(|h| fold(h)).collect();
        let by_header = Columns::by_header(&folded);
        let by_value = (0..self.header.len()).find(|at| self.holds_files(*at));
        match (by_header, by_value) {
            (Some(columns), file) => Some(Columns { file: file.or(columns.file), ..columns }),
            (None, Some(file)) if file > DISTANCE => Some(Columns::by_position(file, &folded)),
            _ => None,
        }
    }

    fn holds_files(&self, column: usize) -> bool {
        self.rows.iter().filter_map(|row| row.get(column)).any(|value| is_activity_path(value))
    }
}

fn is_activity_path(value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    let stem = value.strip_suffix(".gz").unwrap_or(&value);
    value.starts_with("activities/") && [".fit", ".gpx", ".tcx"].iter().any(|end| stem.ends_with(end))
}

fn text(field: &[u8]) -> String {
    crate::xml::Decoded::new(field).text().trim().to_owned()
}

/// Place of the elapsed time and of the distance in every list, and of the highest heart rate in the wide one.
const ELAPSED: usize = 5;
const DISTANCE: usize = 6;
const MAX_HEART: usize = 7;

/// Which column holds what.
#[derive(Debug, Clone, Default, PartialEq)]
struct Columns {
    file: Option<usize>,
    date: Option<usize>,
    title: Option<usize>,
    sport: Option<usize>,
    description: Option<usize>,
    private_note: Option<usize>,
    gear: Option<usize>,
    elapsed: Option<usize>,
    moving: Option<usize>,
    /// Distance in the runner's own unit, which the list does not name.
    shown_distance: Option<usize>,
    /// Distance in metres: the second column of that name.
    distance: Option<usize>,
    /// Climb in metres: behind the distance in metres, where the list has no units of the runner's own.
    ascent: Option<usize>,
    mean_heart: Option<usize>,
    /// The wide list has it twice, and not always in both.
    max_heart: [Option<usize>; 2],
    cadence: Option<usize>,
}

/// Word for an activity in the languages Strava speaks, folded and cut to the stem.
const ACTIVITY: &[&str] = &["activit", "aktivit", "actividad", "atividad", "attivita"];
const MEAN: &[&str] = &["average", "durchschnitt", "moyen", "media", "medio", "promedi", "gemiddeld"];
const HEART: &[&str] = &[
    "heart rate",
    "herzfrequenz",
    "frequence cardiaque",
    "frecuencia cardiaca",
    "frequenza cardiaca",
    "frequencia cardiaca",
    "hartslag",
];
const CADENCE: &[&str] = &["cadence", "schrittfrequenz", "trittfrequenz", "cadencia", "cadenza", "cadans"];
const ASCENT: &[&str] = &[
    "elevation gain",
    "hohenzunahme",
    "denivele positif",
    "desnivel positivo",
    "dislivello positivo",
    "ganho de elevacao",
    "hoogtewinst",
];

/// Whether a header is about the heart rate; French, Spanish and the like write *FC*.
fn is_heart(header: &str) -> bool {
    HEART.iter().any(|word| header.contains(word)) || header.split(' ').any(|token| token == "fc")
}

impl Columns {
    fn by_header(header: &[String]) -> Option<Self> {
        let has = |h: &str, words: &[&str]| words.iter().any(|word| h.contains(word));
        let token = |h: &str, words: &[&str]| h.split(' ').any(|t| words.contains(&t));
        let first = |test: &dyn Fn(&str) -> bool| header.iter().position(|h| test(h));
        let activity = |h: &str| has(h, ACTIVITY);
        let named = |h: &str| token(h, &["name", "nom", "nombre", "nome", "naam", "titel", "title"]);
        const FILE: &[&str] = &[
            "filename",
            "dateiname",
            "fichier",
            "archivo",
            "nome file",
            "del file",
            "arquivo",
            "ficheiro",
            "bestandsnaam",
        ];
        let is_distance = |h: &&String| {
            ["distance", "distanz", "distancia", "distanza", "afstand", "strecke"].contains(&h.as_str())
        };
        let mut distances = header.iter().enumerate().filter(|(_, h)| is_distance(h)).map(|(at, _)| at);
        let (shown_distance, distance) = (distances.next(), distances.next());
        let mut max_hearts = header
            .iter()
            .enumerate()
            .filter(|(_, h)| is_heart(h) && has(h, &["max", "massim"]))
            .map(|(at, _)| at);
        let columns = Self {
            file: first(&|h| has(h, FILE)),
            date: first(&|h| activity(h) && has(h, &["date", "datum", "fecha", "data "])),
            title: first(&|h| activity(h) && named(h) && !has(h, FILE)),
            sport: first(&|h| activity(h) && (has(h, &["type", "tipo"]) || h.ends_with("art"))),
            description: first(&|h| has(h, &["descri", "beschreibung", "beschrijving"])),
            private_note: first(&|h| has(h, &["private no", "privat", "privee", "privada", "prive"])),
            gear: first(&|h| {
                has(h, &["gear", "ausrustung", "materiel", "equip", "attrezzatura", "uitrusting"])
            }),
            elapsed: first(&|h| {
                has(
                    h,
                    &[
                        "elapsed time",
                        "verstrichen",
                        "ecoule",
                        "transcurrido",
                        "trascorso",
                        "decorrido",
                        "verstreken",
                    ],
                )
            }),
            moving: first(&|h| {
                has(
                    h,
                    &[
                        "moving time",
                        "bewegungszeit",
                        "deplacement",
                        "movimiento",
                        "movimento",
                        "movimentacao",
                        "beweegtijd",
                    ],
                )
            }),
            shown_distance,
            distance,
            ascent: first(&|h| has(h, ASCENT)).filter(|at| distance.is_some_and(|distance| *at > distance)),
            mean_heart: first(&|h| is_heart(h) && has(h, MEAN)),
            max_heart: [max_hearts.next(), max_hearts.next()],
            cadence: first(&|h| has(h, CADENCE) && has(h, MEAN)),
        };
        let known = columns.title.is_some() && columns.date.is_some();
        (known && (columns.file.is_some() || columns.sport.is_some())).then_some(columns)
    }

    /// The order of every export so far: the first seven columns, and the gear just before the file. The wide list
    /// gives weights behind the file, then elapsed time again, moving time and the distance in metres; that it is
    /// one shows in any language, for the headers of the two that stand twice are the same.
    fn by_position(file: usize, header: &[String]) -> Self {
        let narrow = Self {
            file: Some(file),
            date: Some(1),
            title: Some(2),
            sport: Some(3),
            description: Some(4),
            gear: file.checked_sub(1),
            elapsed: Some(ELAPSED),
            shown_distance: Some(DISTANCE),
            ..Self::default()
        };
        let (elapsed, moving, distance) = (file + 3, file + 4, file + 5);
        let same = |one: usize, other: usize| header.get(one).is_some_and(|h| header.get(other) == Some(h));
        if !(same(ELAPSED, elapsed) && same(DISTANCE, distance)) {
            return narrow;
        }
        // Between relative effort and gear the wide list has the commute and the private note.
        let private_note = file.checked_sub(2);
        let wide = Self { private_note, moving: Some(moving), distance: Some(distance), ..narrow };
        // Climb stands three columns behind the distance in metres, the mean cadence twelve; then the highest heart rate
        // again, which shows that nothing moved in between, and the mean.
        let max_heart = distance + 13;
        if !same(MAX_HEART, max_heart) {
            return wide;
        }
        Self {
            ascent: Some(distance + 3),
            cadence: Some(distance + 12),
            max_heart: [Some(MAX_HEART), Some(max_heart)],
            mean_heart: Some(max_heart + 1),
            ..wide
        }
    }

    fn row(&self, record: &csv::ByteRecord) -> Row {
        let field = |column: Option<usize>| {
            let value = column.and_then(|at| record.get(at)).map(text).unwrap_or_default();
            let kept = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
            value.chars().filter(kept).take(NOTE_CHARS).collect::<String>()
        };
        let amount = |column| amount(&field(column)).filter(|v| *v >= 0.0);
        let elapsed_s = amount(self.elapsed);
        let notes = [field(self.description), field(self.private_note)];
        let note = notes.into_iter().filter(|n| !n.is_empty()).collect::<Vec<_>>().join("\n\n");
        Row {
            file: Some(field(self.file)).filter(|path| !path.is_empty()),
            note: Note {
                title: short(&field(self.title)),
                note,
                gear: short(&field(self.gear)),
                sport_word: short(&field(self.sport)),
            },
            start: crate::dates::read(&field(self.date)),
            distance_m: amount(self.distance).or_else(|| metres(amount(self.shown_distance)?, elapsed_s?)),
            elapsed_s,
            moving_s: amount(self.moving),
            ascent_m: amount(self.ascent),
            mean_heart: amount(self.mean_heart),
            max_heart: self.max_heart.into_iter().find_map(amount),
            cadence: amount(self.cadence),
        }
    }
}

/// A shown distance that can only be metres: as kilometres or miles nobody moves that fast.
fn metres(shown: f64, elapsed_s: f64) -> Option<f64> {
    const FASTEST_M_PER_S: f64 = 60.0;
    (elapsed_s > 0.0 && shown * 1000.0 / elapsed_s > FASTEST_M_PER_S).then_some(shown)
}

/// A number with a point or a comma for its decimals.
fn amount(text: &str) -> Option<f64> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace() && *c != '\'').collect();
    let decimal = match (plain.rfind(','), plain.rfind('.')) {
        (Some(comma), Some(point)) if comma > point => plain.replace('.', "").replace(',', "."),
        (Some(_), Some(_)) => plain.replace(',', ""),
        (Some(_), None) => plain.replace(',', "."),
        _ => plain,
    };
    decimal.parse().ok().filter(|v: &f64| v.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn only_row(list: &str) -> Row {
        assert!(is_list(list.as_bytes()), "{list}");
        rows(list.as_bytes()).expect("a list").swap_remove(0)
    }

    #[test]
    fn headers_of_seven_languages_mean_the_same() {
        for header in [
            "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,Max Heart Rate,Relative Effort,Commute,Activity Private Note,Activity Gear,Filename,Athlete Weight,Bike Weight,Elapsed Time,Moving Time,Distance",
            "Aktivitäts-ID,Aktivitätsdatum,Name der Aktivität,Aktivitätsart,Aktivitätsbeschreibung,Verstrichene Zeit,Distanz,Max. Herzfrequenz,Relative Leistung,Pendeln,Hinweis zur Privatsphäre für Aktivitäten,Aktivitätsausrüstung,Dateiname,Sportlergewicht,Fahrradgewicht,Verstrichene Zeit,Bewegungszeit,Distanz",
            "ID de l'activité,Date de l'activité,Nom de l'activité,Type d'activité,Description de l'activité,Temps écoulé,Distance,FC max,Effort relatif,Trajet,Note privée sur l'activité,Matériel de l'activité,Nom du fichier,Poids,Poids du vélo,Temps écoulé,Durée de déplacement,Distance",
            "ID de actividad,Fecha de la actividad,Nombre de la actividad,Tipo de actividad,Descripción de la actividad,Tiempo transcurrido,Distancia,FC máx.,Esfuerzo relativo,Desplazamiento,Nota privada de la actividad,Equipamiento de la actividad,Nombre de archivo,Peso,Peso de bici,Tiempo transcurrido,Tiempo en movimiento,Distancia",
            "ID attività,Data dell'attività,Nome dell'attività,Tipo di attività,Descrizione dell'attività,Tempo trascorso,Distanza,FC massima,Sforzo relativo,Spostamento,Nota privata sull'attività,Attrezzatura dell'attività,Nome del file,Peso,Peso bici,Tempo trascorso,Tempo in movimento,Distanza",
            "ID da atividade,Data da atividade,Nome da atividade,Tipo de atividade,Descrição da atividade,Tempo decorrido,Distância,FC máxima,Esforço relativo,Deslocamento,Nota privada da atividade,Equipamento da atividade,Nome do arquivo,Peso,Peso da bicicleta,Tempo decorrido,Tempo de movimentação,Distância",
            "Activiteits-ID,Datum van activiteit,Naam activiteit,Activiteitstype,Beschrijving van activiteit,Verstreken tijd,Afstand,Max. hartslag,Relatieve inspanning,Woon-werk,Privénotitie bij activiteit,Uitrusting voor activiteit,Bestandsnaam,Gewicht,Gewicht fiets,Verstreken tijd,Beweegtijd,Afstand",
        ] {
            let row = only_row(&format!(
                "{header}\n7,\"15 Jul 2020, 23:44:01\",Title,Run,Words,3767,\"7,00\",183,105,false,Secret,Shoes,activities/1.fit.gz,,,3767.0,3707.0,7000.0\n"
            ));
            assert_eq!(row.file.as_deref(), Some("activities/1.fit.gz"), "{header}");
            assert_eq!((row.note.title.as_str(), row.note.gear.as_str()), ("Title", "Shoes"), "{header}");
            assert_eq!(
                (row.note.note.as_str(), row.note.sport_word.as_str()),
                ("Words\n\nSecret", "Run"),
                "{header}"
            );
            let amounts = (row.distance_m, row.elapsed_s, row.moving_s);
            assert_eq!(amounts, (Some(7000.0), Some(3767.0), Some(3707.0)), "{header}");
            assert_eq!(row.start.map(|at| at.to_string()).as_deref(), Some("2020-07-15T23:44:01Z"));
        }
    }

    /// Heart rate, climb and cadence of the line as [`run`] tells them.
    #[track_caller]
    fn told(list: &str) -> [Option<f64>; 4] {
        let run = run(&only_row(list)).expect("dated");
        [
            run.told.heart_rate.map(|heart| heart.get()),
            run.told.max_heart_rate.map(|heart| heart.get()),
            run.told.cadence.map(|steps| steps.get()),
            run.device_totals.ascent.map(|climb| climb.get()),
        ]
    }

    #[test]
    fn heart_rate_climb_and_cadence_are_read_in_seven_languages() {
        for header in [
            "Activity Date,Activity Name,Activity Type,Distance,Max Heart Rate,Distance,Average Speed,Elevation Gain,Max Cadence,Average Cadence,Max Heart Rate,Average Heart Rate",
            "Aktivitätsdatum,Name der Aktivität,Aktivitätsart,Distanz,Max. Herzfrequenz,Distanz,Durchschnittliche Geschwindigkeit,Höhenzunahme,Max. Tritt-/Schrittfrequenz,Durchschnittliche Tritt-/Schrittfrequenz,Max. Herzfrequenz,Durchschnittliche Herzfrequenz",
            "Date de l'activité,Nom de l'activité,Type d'activité,Distance,FC max,Distance,Vitesse moyenne,Dénivelé positif,Cadence max,Cadence moyenne,FC max,Fréquence cardiaque moyenne",
            "Fecha de la actividad,Nombre de la actividad,Tipo de actividad,Distancia,FC máx.,Distancia,Velocidad promedio,Desnivel positivo,Cadencia máx.,Cadencia promedio,FC máx.,Frecuencia cardiaca promedio",
            "Data dell'attività,Nome dell'attività,Tipo di attività,Distanza,FC massima,Distanza,Velocità media,Dislivello positivo,Cadenza massima,Cadenza media,FC massima,Frequenza cardiaca media",
            "Data da atividade,Nome da atividade,Tipo de atividade,Distância,FC máxima,Distância,Velocidade média,Ganho de elevação,Cadência máxima,Cadência média,FC máxima,Frequência cardíaca média",
            "Datum van activiteit,Naam activiteit,Activiteitstype,Afstand,Max. hartslag,Afstand,Gemiddelde snelheid,Hoogtewinst,Max. cadans,Gemiddelde cadans,Max. hartslag,Gemiddelde hartslag",
        ] {
            let list =
                format!("{header}\n2020-07-15 23:44:01,Title,Run,7.00,,7000.0,3.1,95.5,99,84.5,183,156.25\n");
            assert_eq!(told(&list), [Some(156.25), Some(183.0), Some(169.0), Some(95.5)], "{header}");
        }
    }

    #[test]
    fn only_what_is_sure_is_told() {
        let header = "Activity Date,Activity Name,Activity Type,Distance,Elevation Gain,Average Cadence,Average Heart Rate";
        let line = |rest: &str| format!("{header}\n2020-07-15 23:44:01,Title,{rest}\n");
        assert_eq!(
            told(&line("Run,7.00,95,170,150")),
            [Some(150.0), None, Some(170.0), None],
            "feet or metres"
        );
        assert_eq!(told(&line("Run,7.00,95,0,0")), [None; 4], "no sensor");
        assert_eq!(told(&line("Ride,7.00,95,85,300")), [None; 4], "revolutions, and no heart");
    }

    #[test]
    fn an_unknown_language_is_read_by_position() {
        let row = only_row(
            "番号,日付,名,種,説明,秒,距離,通勤,靴,場所\n1,2020-07-15 23:44:01,朝,Run,,60,0.2,,Shoes,activities/1.gpx\n",
        );
        assert_eq!((row.note.title.as_str(), row.note.gear.as_str()), ("朝", "Shoes"));
        assert_eq!((row.file.as_deref(), row.distance_m), (Some("activities/1.gpx"), None));
    }

    /// The headers are made up; what counts is which of them are the same.
    #[test]
    fn a_wide_list_in_an_unknown_language_keeps_metres_and_moving_time() {
        let row = |elapsed_again: &str| {
            only_row(&format!(
                "番号,日付,名,種,説明,秒,距離,脈,力,通勤,私,靴,場所,重,車,{elapsed_again},動,距離\n\
                 1,2020年7月15日 23:44:01,朝,Run,本,3767,\"7,00\",183,105,false,密,Shoes,activities/1.fit.gz,,,3767.0,3707.0,7000.0\n"
            ))
        };
        let wide = row("秒");
        assert_eq!(
            (wide.distance_m, wide.elapsed_s, wide.moving_s),
            (Some(7000.0), Some(3767.0), Some(3707.0))
        );
        assert_eq!((wide.note.note.as_str(), wide.note.gear.as_str()), ("本\n\n密", "Shoes"));
        assert_eq!(wide.start.map(|at| at.to_string()).as_deref(), Some("2020-07-15T23:44:01Z"));
        let other = row("別");
        assert_eq!((other.distance_m, other.moving_s), (None, None), "another order is not guessed at");
    }

    #[test]
    fn the_widest_list_in_an_unknown_language_keeps_heart_rate_climb_and_cadence() {
        let list = |heart_again: &str| {
            format!(
                "番号,日付,名,種,説明,秒,距離,脈,力,通勤,私,靴,場所,重,車,秒,動,距離,速高,速均,登,降,低,高,坂高,坂均,坂上,坂下,回高,回均,{heart_again},脈均\n\
                 1,2020-07-15 23:44:01,朝,Run,,3767,7.00,,105,false,,,activities/1.fit.gz,,,3767.0,3707.0,7000.0,7.3,1.9,95.5,3,10,14,2,0,,,99,84.5,183,156.25\n"
            )
        };
        assert_eq!(told(&list("脈")), [Some(156.25), Some(183.0), Some(169.0), Some(95.5)]);
        assert_eq!(told(&list("別")), [None; 4], "another order is not guessed at");
    }

    #[test]
    fn other_tables_are_no_lists() {
        for table in ["a,b,c\n1,2,3\n", "", "Name,Date\nx,y\n", "\"", "Filename\nactivities/1.fit\n"] {
            assert!(!is_list(table.as_bytes()), "{table}");
        }
    }

    #[test]
    fn the_key_reads_back_as_the_same_run() {
        let row = only_row(
            "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Filename,Moving Time,Distance\n\
             1,\"Jul 15, 2020, 11:44:01 PM\",Laps,\"Trail \"\"Run\"\"\",1800,5.00,,1790,5000.0\n",
        );
        let again = read(&key(&row)).expect("a list");
        assert_eq!(again.parts, [run(&row).expect("dated")]);
        let plain =
            "Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Filename,Moving Time,Distance\n";
        assert!(key(&row).starts_with(plain.as_bytes()), "what is not told leaves it as it was");
        let told = Row {
            ascent_m: Some(95.5),
            mean_heart: Some(156.25),
            max_heart: Some(183.0),
            cadence: Some(84.5),
            ..row
        };
        let run = run(&told).expect("dated");
        assert!(run.told.count() == 3 && run.device_totals.ascent.is_some());
        assert_eq!(read(&key(&told)).expect("a list").parts, [run]);
    }

    #[test]
    fn control_characters_are_no_part_of_a_word() {
        let row = only_row(
            "Activity Date,Activity Name,Activity Type\n2020-07-15 23:44:01,a\u{0}b\u{1b}[31m,Run\u{0}\u{0}\u{0}\n",
        );
        assert_eq!((row.note.title.as_str(), row.note.sport_word.as_str()), ("ab[31m", "Run"));
        assert_eq!(read(&key(&row)).expect("a list").parts, [run(&row).expect("dated")]);
    }

    #[test]
    fn a_single_distance_column_counts_only_where_its_unit_is_plain() {
        assert_eq!(metres(5000.0, 1500.0), Some(5000.0));
        assert_eq!(metres(5.0, 1500.0), None);
    }
}
