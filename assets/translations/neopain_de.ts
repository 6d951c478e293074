<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>ActionRow</name>
    <message>
        <source>present</source>
        <translation>vorhanden</translation>
    </message>
    <message>
        <source>absent</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>not seen</source>
        <translation>nicht zu sehen</translation>
    </message>
    <message>
        <source>{question}: in dispute</source>
        <translation>{question}: strittig</translation>
    </message>
</context>
<context>
    <name>AdmissionSheet</name>
    <message>
        <source>Admit a patient</source>
        <translation>Patient aufnehmen</translation>
    </message>
    <message>
        <source>pseudonym such as P-07, never a name</source>
        <translation>Pseudonym wie P-07, nie ein Name</translation>
    </message>
    <message>
        <source>Patient code, a pseudonym</source>
        <translation>Patientencode, ein Pseudonym</translation>
    </message>
    <message>
        <source>Gestational age at birth, weeks</source>
        <translation>Gestationsalter bei Geburt, Wochen</translation>
    </message>
    <message>
        <source>Gestational age at birth, days over the weeks</source>
        <translation>Gestationsalter bei Geburt, Tage über den Wochen</translation>
    </message>
    <message>
        <source>Age today in days; 0 on the day of birth</source>
        <translation>Alter heute in Tagen; 0 am Tag der Geburt</translation>
    </message>
    <message>
        <source>weeks</source>
        <translation>Wochen</translation>
    </message>
    <message>
        <source>days</source>
        <translation>Tage</translation>
    </message>
    <message>
        <source>Patient code</source>
        <translation>Patientencode</translation>
    </message>
    <message>
        <source>Gestational age at birth</source>
        <translation>Gestationsalter bei Geburt</translation>
    </message>
    <message>
        <source>Age today (day of birth: 0)</source>
        <translation>Alter heute (Tag der Geburt: 0)</translation>
    </message>
    <message>
        <source>Discharge the previous patient first. The date of birth is not stored. A running session is ended, and a new one begins for this patient.</source>
        <translation>Zuerst den vorherigen Patienten entlassen. Das Geburtsdatum wird nicht gespeichert. Eine laufende Sitzung wird beendet, und für diesen Patienten beginnt eine neue.</translation>
    </message>
    <message>
        <source>Correct a stay that is over</source>
        <translation>Einen beendeten Aufenthalt berichtigen</translation>
    </message>
    <message>
        <source>Age at admission (day of birth: 0)</source>
        <translation>Alter bei Aufnahme (Tag der Geburt: 0)</translation>
    </message>
    <message>
        <source>Age at admission in days; 0 on the day of birth</source>
        <translation>Alter bei Aufnahme in Tagen; 0 am Tag der Geburt</translation>
    </message>
    <message>
        <source>What stood there before is kept in the stay&apos;s history.</source>
        <translation>Was vorher dort stand, bleibt in der Geschichte des Aufenthalts.</translation>
    </message>
    <message>
        <source>What changes ...</source>
        <translation>Was sich ändert ...</translation>
    </message>
    <message>
        <source>GA {ga}, PMA {pma} at admission. Limits of that time stay as they were.</source>
        <translation>GA {ga}, PMA {pma} bei Aufnahme. Die Grenzen jener Zeit bleiben, wie sie waren.</translation>
    </message>
    <message>
        <source>GA {ga}, PMA {pma} today
Preset: {preset}, limits {lower} and {upper}. Check that it fits this infant.</source>
        <translation>GA {ga}, PMA heute {pma}
Profil: {preset}, Grenzwerte {lower} und {upper}. Prüfen, ob es zu diesem Kind passt.</translation>
    </message>
    <message>
        <source>Admit</source>
        <translation>Aufnehmen</translation>
    </message>
    <message>
        <source>Correct the patient</source>
        <translation>Patientendaten berichtigen</translation>
    </message>
    <message>
        <source>What stood there before is kept with the record. A running session is ended, and a new one begins under what is right.</source>
        <translation>Was vorher dort stand, bleibt in der Aufzeichnung. Eine laufende Sitzung wird beendet, und eine neue beginnt unter den richtigen Angaben.</translation>
    </message>
    <message>
        <source>Save the correction</source>
        <translation>Berichtigung speichern</translation>
    </message>
    <message>
        <source>{name}: {least} to {greatest}; got {got}.</source>
        <translation>{name}: {least} bis {greatest}; angegeben ist {got}.</translation>
    </message>
    <message>
        <source>Give code, gestational age at birth and age today.</source>
        <translation>Code, Gestationsalter bei Geburt und Alter heute angeben.</translation>
    </message>
</context>
<context>
    <name>Agreement</name>
    <message>
        <source>Action</source>
        <translation>Regung</translation>
    </message>
    <message>
        <source>Ratings</source>
        <translation>Urteile</translation>
    </message>
    <message>
        <source>Equal</source>
        <translation>Gleich</translation>
    </message>
    <message>
        <source>Kappa [95 % interval]</source>
        <translation>Kappa [95-%-Intervall]</translation>
    </message>
    <message>
        <source>Present, {who}</source>
        <translation>Vorhanden, {who}</translation>
    </message>
    <message>
        <source>Of {items} items both could judge {judged}, only one of you {one}, neither {neither}.</source>
        <translation>Von {items} konnten beide {judged} beurteilen, nur eine Person {one}, niemand {neither}.</translation>
    </message>
    <message>
        <source>Few infants ({count}): these figures are rough.</source>
        <translation>Wenige Kinder ({count}): Diese Zahlen sind grob.</translation>
    </message>
    <message>
        <source>undefined</source>
        <translation>nicht bestimmt</translation>
    </message>
</context>
<context>
    <name>AlarmBar</name>
    <message>
        <source>Pain alarm: none now</source>
        <translation>Schmerzalarm: derzeit keiner</translation>
    </message>
    <message>
        <source>Technical alarm: none now</source>
        <translation>Technischer Alarm: derzeit keiner</translation>
    </message>
    <message>
        <source>Acknowledge</source>
        <translation>Quittieren</translation>
    </message>
    <message>
        <source>Say that you have seen the alarms that are shown</source>
        <translation>Bestätigen, dass die angezeigten Alarme gesehen wurden</translation>
    </message>
    <message>
        <source>Audio pause</source>
        <translation>Tonpause</translation>
    </message>
    <message>
        <source>Silence the sound for two minutes; press again to end</source>
        <translation>Ton für zwei Minuten aus; erneut drücken zum Beenden</translation>
    </message>
    <message>
        <source>End pause</source>
        <translation>Pause beenden</translation>
    </message>
    <message>
        <source>Sound on</source>
        <translation>Ton an</translation>
    </message>
</context>
<context>
    <name>AlarmField</name>
    <message>
        <source>HELD BACK:</source>
        <translation>ZURÜCKGEHALTEN:</translation>
    </message>
    <message>
        <source>ENDED, NOT SEEN:</source>
        <translation>BEENDET, NICHT GESEHEN:</translation>
    </message>
    <message>
        <source>peak {value}</source>
        <translation>Spitze {value}</translation>
    </message>
    <message>
        <source>SELF TEST</source>
        <translation>SELBSTTEST</translation>
    </message>
</context>
<context>
    <name>AlarmMapSheet</name>
    <message>
        <source>What the score hung on at the last pain alarm</source>
        <translation>Woran der Wert beim letzten Schmerzalarm hing</translation>
    </message>
    <message>
        <source>Piece by piece the face was blurred and scored again. Orange: without the detail there the score of {score} falls. Blue: it rises. The strongest change is {points} points.</source>
        <translation>Stück für Stück wurde das Gesicht verwischt und neu bewertet. Orange: ohne die Einzelheiten dort fällt der Wert von {score}. Blau: er steigt. Die stärkste Änderung sind {points} Punkte.</translation>
    </message>
    <message>
        <source>No single piece alone decided.</source>
        <translation>Kein Stück allein entschied.</translation>
    </message>
    <message>
        <source>It explains the number, not the infant: it does not say where or whether it hurts, nor whether the score was right. Look at the baby.</source>
        <translation>Das erklärt die Zahl, nicht das Kind: Es sagt nicht, wo oder ob es wehtut, und nicht, ob der Wert stimmte. Sehen Sie nach dem Kind.</translation>
    </message>
    <message>
        <source>The picture is in memory only, and goes with the session, in standby and for visitors.</source>
        <translation>Das Bild ist nur im Arbeitsspeicher und verschwindet mit der Sitzung, in Bereitschaft und bei Besuch.</translation>
    </message>
</context>
<context>
    <name>AlarmMapView</name>
    <message>
        <source>What the score hung on at the last pain alarm. Not where it hurts. Touch to enlarge.</source>
        <translation>Woran der Wert beim letzten Schmerzalarm hing. Nicht, wo es wehtut. Zum Vergrößern berühren.</translation>
    </message>
    <message>
        <source>last alarm</source>
        <translation>letzter Alarm</translation>
    </message>
</context>
<context>
    <name>Annotation</name>
    <message>
        <source>NFCS: which actions are present?</source>
        <translation>NFCS: Welche Regungen sind zu sehen?</translation>
    </message>
    <message>
        <source>NIPS: the face</source>
        <translation>NIPS: das Gesicht</translation>
    </message>
    <message>
        <source>Taut tongue</source>
        <translation>Gespannte Zunge</translation>
    </message>
    <message>
        <source>Actions present</source>
        <translation>Vorhandene Regungen</translation>
    </message>
    <message>
        <source>Face covered</source>
        <translation>Gesicht verdeckt</translation>
    </message>
    <message>
        <source>Turned away</source>
        <translation>Abgewandt</translation>
    </message>
    <message>
        <source>Too dark or too bright</source>
        <translation>Zu dunkel oder zu hell</translation>
    </message>
    <message>
        <source>Blurred</source>
        <translation>Unscharf</translation>
    </message>
    <message>
        <source>No face</source>
        <translation>Kein Gesicht</translation>
    </message>
    <message>
        <source>No picture to be seen</source>
        <translation>Kein Bild zu sehen</translation>
    </message>
    <message>
        <source>Another reason</source>
        <translation>Ein anderer Grund</translation>
    </message>
</context>
<context>
    <name>AnnotationBar</name>
    <message>
        <source>Note now: {label}</source>
        <translation>Jetzt vermerken: {label}</translation>
    </message>
    <message>
        <source>Note...</source>
        <translation>Notiz&#xa0;...</translation>
    </message>
    <message>
        <source>Note something in your own words</source>
        <translation>Etwas in eigenen Worten vermerken</translation>
    </message>
    <message>
        <source>Take the last note back; later change time, end and words of any, or delete it</source>
        <translation>Letzten Vermerk zurücknehmen; später Zeit, Ende und Worte jedes Vermerks ändern oder ihn löschen</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Edit notes</source>
        <translation>Vermerke ändern</translation>
    </message>
    <message>
        <source>Undo ({left})</source>
        <translation>Rückgängig ({left})</translation>
    </message>
</context>
<context>
    <name>AnswerPanel</name>
    <message>
        <source>◆ In dispute: to be decided. The others are as both raters said.</source>
        <translation>◆ Strittig: zu entscheiden. Alles andere, wie es beide sagten.</translation>
    </message>
    <message>
        <source>A number: present or absent. Alt and a number: cannot be seen.</source>
        <translation>Eine Ziffer: vorhanden oder nicht. Alt und eine Ziffer: nicht zu sehen.</translation>
    </message>
    <message>
        <source>Confirm</source>
        <translation>Bestätigen</translation>
    </message>
    <message>
        <source>Keep these answers and go on</source>
        <translation>Diese Antworten behalten und weiter</translation>
    </message>
    <message>
        <source>Why can it not be judged?</source>
        <translation>Warum ist es nicht zu beurteilen?</translation>
    </message>
    <message>
        <source>Judge it after all</source>
        <translation>Doch beurteilen</translation>
    </message>
    <message>
        <source>Answered: cannot judge. {reason}</source>
        <translation>Beantwortet: nicht zu beurteilen. {reason}</translation>
    </message>
</context>
<context>
    <name>AssessmentControl</name>
    <message>
        <source>Start a session to record an assessment.</source>
        <translation>Zum Erfassen einer Einschätzung eine Sitzung starten.</translation>
    </message>
    <message>
        <source>NOT SAVED, no session runs: {scale} {total}. Write it on paper.</source>
        <translation>NICHT GESPEICHERT, es läuft keine Sitzung: {scale} {total}. Auf Papier festhalten.</translation>
    </message>
    <message>
        <source>SCORE NOT SAVED: {score}.</source>
        <translation>SCORE NICHT GESPEICHERT: {score}.</translation>
    </message>
    <message>
        <source>{begins} Write it on paper, too. {why}</source>
        <translation>{begins} Auch auf Papier festhalten. {why}</translation>
    </message>
</context>
<context>
    <name>AssessmentSheet</name>
    <message>
        <source>Assess by hand</source>
        <translation>Von Hand einschätzen</translation>
    </message>
    <message>
        <source>Other scales</source>
        <translation>Andere Skalen</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation>Frühere</translation>
    </message>
    <message>
        <source>initials, optional</source>
        <translation>Kürzel, freiwillig</translation>
    </message>
    <message>
        <source>Your initials, optional</source>
        <translation>Ihr Kürzel, freiwillig</translation>
    </message>
    <message>
        <source> min ago</source>
        <translation> min zuvor</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>When, minutes ago</source>
        <translation>Wann, vor wie vielen Minuten</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Save the change</source>
        <translation>Änderung speichern</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Save incomplete, no total</source>
        <translation>Unvollständig speichern, ohne Summe</translation>
    </message>
</context>
<context>
    <name>AttachSheet</name>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Test again</source>
        <translation>Noch einmal testen</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Attach a camera, 1 of 4: which one</source>
        <translation>Kamera anschließen, 1 von 4: welche</translation>
    </message>
    <message>
        <source>Attach a camera, 2 of 4: its login</source>
        <translation>Kamera anschließen, 2 von 4: Anmeldung</translation>
    </message>
    <message>
        <source>Attach a camera, 3 of 4: the test</source>
        <translation>Kamera anschließen, 3 von 4: Test</translation>
    </message>
    <message>
        <source>Attach a camera, 4 of 4: picture and name</source>
        <translation>Kamera anschließen, 4 von 4: Bild und Name</translation>
    </message>
    <message>
        <source>Save and change to it</source>
        <translation>Speichern und zu ihr wechseln</translation>
    </message>
    <message>
        <source>Save and start</source>
        <translation>Speichern und starten</translation>
    </message>
</context>
<context>
    <name>AttachWork</name>
    <message>
        <source>Unexpected fault: {kind}. See the log.</source>
        <translation>Unerwarteter Fehler: {kind}. Siehe Protokoll.</translation>
    </message>
</context>
<context>
    <name>BesideNumber</name>
    <message>
        <source>range
{span}</source>
        <translation>Spanne
{span}</translation>
    </message>
    <message>
        <source>intensity
{value} {word}</source>
        <translation>Stärke
{value} {word}</translation>
    </message>
    <message>
        <source>limits
▲▲ {upper}
▲ {lower}</source>
        <translation>Grenzen
▲▲ {upper}
▲ {lower}</translation>
    </message>
</context>
<context>
    <name>Body</name>
    <message>
        <source>STARTING</source>
        <translation>STARTET</translation>
    </message>
    <message>
        <source>Waiting for the first score.</source>
        <translation>Wartet auf den ersten Score.</translation>
    </message>
    <message>
        <source>NOT MONITORING</source>
        <translation>KEINE ÜBERWACHUNG</translation>
    </message>
    <message>
        <source>Start a session.</source>
        <translation>Eine Sitzung starten.</translation>
    </message>
    <message>
        <source>STANDBY</source>
        <translation>STANDBY</translation>
    </message>
    <message>
        <source>Not monitoring, camera released.</source>
        <translation>Keine Überwachung, Kamera freigegeben.</translation>
    </message>
    <message>
        <source>VISITOR SCREEN</source>
        <translation>BESUCHERANSICHT</translation>
    </message>
</context>
<context>
    <name>BottomBar</name>
    <message>
        <source>CARE NOW</source>
        <translation>JETZT PFLEGEN</translation>
    </message>
    <message>
        <source>NOTE</source>
        <translation>VERMERKEN</translation>
    </message>
    <message>
        <source>MACHINE</source>
        <translation>GERÄT</translation>
    </message>
</context>
<context>
    <name>CameraControl</name>
    <message>
        <source>Changing the camera ...</source>
        <translation>Die Kamera wird gewechselt ...</translation>
    </message>
    <message>
        <source>The keyring did not take the login of {camera}; it is asked for after the next start.</source>
        <translation>Der Schlüsselbund hat die Anmeldung von {camera} nicht angenommen; nach dem nächsten Start wird danach gefragt.</translation>
    </message>
    <message>
        <source>{camera} and its login are forgotten on this computer. Its sessions stay.</source>
        <translation>{camera} und die Anmeldung werden auf diesem Rechner vergessen. Die Sitzungen bleiben.</translation>
    </message>
    <message>
        <source>Forget it</source>
        <translation>Vergessen</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Forget {camera}?</source>
        <translation>{camera} vergessen?</translation>
    </message>
</context>
<context>
    <name>CareBar</name>
    <message>
        <source>Care mode</source>
        <translation>Pflege-Modus</translation>
    </message>
    <message>
        <source>Hold alarms back for five minutes while you care for the infant</source>
        <translation>Alarme fünf Minuten zurückhalten, während das Kind versorgt wird</translation>
    </message>
    <message>
        <source>Assess</source>
        <translation>Einschätzen</translation>
    </message>
    <message>
        <source>Score by hand: NIPS, or the total of another scale</source>
        <translation>Von Hand einschätzen: NIPS oder die Summe einer anderen Skala</translation>
    </message>
    <message>
        <source>Procedure</source>
        <translation>Prozedur</translation>
    </message>
    <message>
        <source>Watch a procedure: baseline before, five minutes after, then a card. It changes no alarm</source>
        <translation>Eine Prozedur verfolgen: Ausgangswert davor, fünf Minuten danach, dann eine Karte. Alarme ändert das nicht</translation>
    </message>
    <message>
        <source>End care {left}</source>
        <translation>Pflege-Ende {left}</translation>
    </message>
</context>
<context>
    <name>ChoosePage</name>
    <message>
        <source>Cameras that are there now</source>
        <translation>Kameras, die jetzt da sind</translation>
    </message>
    <message>
        <source>Search the network again</source>
        <translation>Noch einmal im Netz suchen</translation>
    </message>
    <message>
        <source>another brand: the address is whole</source>
        <translation>andere Marke: die Adresse ist vollständig</translation>
    </message>
    <message>
        <source>Or its address or number</source>
        <translation>Oder Adresse oder Nummer (IP)</translation>
    </message>
    <message>
        <source>Its brand</source>
        <translation>Marke</translation>
    </message>
    <message>
        <source>Choose a camera, or type its address.</source>
        <translation>Kamera wählen oder ihre Adresse eingeben.</translation>
    </message>
    <message>
        <source>The address begins with {scheme}</source>
        <translation>Die Adresse beginnt mit {scheme}</translation>
    </message>
    <message>
        <source>USB: {name}</source>
        <translation>USB: {name}</translation>
    </message>
    <message>
        <source>Network: {name} ({host})</source>
        <translation>Netz: {name} ({host})</translation>
    </message>
    <message>
        <source>Asking the network for cameras ...</source>
        <translation>Im Netz wird nach Kameras gefragt ...</translation>
    </message>
    <message>
        <source>No camera is plugged in, and none answers in this network.</source>
        <translation>Keine Kamera ist eingesteckt, und im Netz antwortet keine.</translation>
    </message>
    <message>
        <source>There is an address, too: clear it to take the camera of the list.</source>
        <translation>Da steht auch eine Adresse: löschen, um die Kamera der Liste zu nehmen.</translation>
    </message>
    <message>
        <source>Next takes the address.</source>
        <translation>Weiter nimmt die Adresse.</translation>
    </message>
    <message>
        <source>Next takes: {camera}</source>
        <translation>Weiter nimmt: {camera}</translation>
    </message>
    <message>
        <source>That is a file: close this sheet and choose Video file.</source>
        <translation>Das ist eine Datei: dieses Blatt schließen und Videodatei wählen.</translation>
    </message>
    <message>
        <source>That is no address of a camera: such as rtsp://camera.ward/stream</source>
        <translation>Das ist keine Kamera-Adresse wie rtsp://camera.ward/stream</translation>
    </message>
    <message>
        <source>{address} does not say how the camera speaks. How does its address begin?</source>
        <translation>{address} sagt nicht, wie die Kamera spricht. Womit beginnt ihre Adresse?</translation>
    </message>
</context>
<context>
    <name>CleaningLock</name>
    <message>
        <source>Screen locked for cleaning; hold space for two seconds to unlock</source>
        <translation>Bildschirm zur Reinigung gesperrt; zum Entsperren Leertaste zwei Sekunden halten</translation>
    </message>
    <message>
        <source>SCREEN LOCKED FOR CLEANING - hold two seconds to unlock</source>
        <translation>ZUR REINIGUNG GESPERRT - zum Entsperren zwei Sekunden halten</translation>
    </message>
</context>
<context>
    <name>ClipPictureView</name>
    <message>
        <source>Kept picture</source>
        <translation>Aufbewahrtes Bild</translation>
    </message>
    <message>
        <source>NO IMAGE</source>
        <translation>KEIN BILD</translation>
    </message>
    <message>
        <source>SIMULATED</source>
        <translation>SIMULIERT</translation>
    </message>
</context>
<context>
    <name>ClipSheet</name>
    <message>
        <source>Clip (SIMULATED)</source>
        <translation>Ausschnitt (SIMULIERT)</translation>
    </message>
    <message>
        <source>Clip</source>
        <translation>Ausschnitt</translation>
    </message>
    <message>
        <source>Place in the clip</source>
        <translation>Stelle im Ausschnitt</translation>
    </message>
    <message>
        <source>This clip was cut: the program or the computer ended while it was kept.</source>
        <translation>Dieser Ausschnitt ist abgeschnitten: Programm oder Rechner endeten, während er aufbewahrt wurde.</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>One picture back</source>
        <translation>Ein Bild zurück</translation>
    </message>
    <message>
        <source>One picture on</source>
        <translation>Ein Bild weiter</translation>
    </message>
    <message>
        <source>There is no picture in it.</source>
        <translation>Es ist kein Bild darin.</translation>
    </message>
    <message>
        <source>{seconds} s: no reading of this moment</source>
        <translation>{seconds} s: kein Wert zu diesem Zeitpunkt</translation>
    </message>
    <message>
        <source>{seconds} s: CANNOT ASSESS, {why}</source>
        <translation>{seconds} s: NICHT BEURTEILBAR, {why}</translation>
    </message>
    <message>
        <source>{seconds} s: score {smoothed}, of this picture {raw} (investigational)</source>
        <translation>{seconds} s: Score {smoothed}, dieses Bild {raw} (nur zu Forschungszwecken)</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
</context>
<context>
    <name>ClipStrip</name>
    <message>
        <source>Kept pictures over time</source>
        <translation>Aufbewahrte Bilder über die Zeit</translation>
    </message>
    <message>
        <source>Pictures of {when}</source>
        <translation>Bilder von {when}</translation>
    </message>
</context>
<context>
    <name>ClipTrend</name>
    <message>
        <source>Trend of the clip</source>
        <translation>Trend des Ausschnitts</translation>
    </message>
</context>
<context>
    <name>CompareSheet</name>
    <message>
        <source>Before and after an intervention</source>
        <translation>Vor und nach einer Maßnahme</translation>
    </message>
    <message>
        <source>Notes, newest first</source>
        <translation>Vermerke, neueste zuerst</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} min</translation>
    </message>
    <message>
        <source>Of the facial pain score (investigational). A difference does not say that the intervention made it, and a low score does not rule out pain.</source>
        <translation>Zum Gesichts-Schmerzscore (nur zu Forschungszwecken). Ein Unterschied sagt nicht, dass ihn die Maßnahme bewirkt hat, und ein niedriger Score schließt Schmerz nicht aus.</translation>
    </message>
    <message>
        <source>Nothing was noted in this time.</source>
        <translation>In dieser Zeit wurde nichts vermerkt.</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Davor</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Danach</translation>
    </message>
    <message>
        <source>Median</source>
        <translation>Median</translation>
    </message>
    <message>
        <source>Highest</source>
        <translation>Höchster</translation>
    </message>
    <message>
        <source>Over the lower limit</source>
        <translation>Über dem unteren Grenzwert</translation>
    </message>
    <message>
        <source>Over the upper limit</source>
        <translation>Über dem oberen Grenzwert</translation>
    </message>
    <message>
        <source>Scored</source>
        <translation>Bewertet</translation>
    </message>
    <message>
        <source>not enough scored time</source>
        <translation>zu wenig bewertete Zeit</translation>
    </message>
    <message>
        <source>{over} of {scored} scored</source>
        <translation>{over} von {scored} bewertet</translation>
    </message>
</context>
<context>
    <name>ControlBar</name>
    <message>
        <source>Start...</source>
        <translation>Start ...</translation>
    </message>
    <message>
        <source>Standby</source>
        <translation>Standby</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Patient</translation>
    </message>
    <message>
        <source>Stop session</source>
        <translation>Sitzung beenden</translation>
    </message>
    <message>
        <source>Baseline</source>
        <translation>Ausgangswert</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <source>Change the camera; the session goes on</source>
        <translation>Kamera wechseln; die Sitzung läuft weiter</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Consent of the parents to keep pictures, and those that are kept</source>
        <translation>Einwilligung der Eltern, Bilder aufzubewahren, und die aufbewahrten</translation>
    </message>
    <message>
        <source>Streams</source>
        <translation>Ströme</translation>
    </message>
    <message>
        <source>Tell readings and alarms, without the patient, to programs on the network (LSL)</source>
        <translation>Messwerte und Alarme, ohne den Patienten, an Programme im Netz geben (LSL)</translation>
    </message>
    <message>
        <source>End standby</source>
        <translation>Standby beenden</translation>
    </message>
    <message>
        <source>Admit, correct or discharge the patient of this bed</source>
        <translation>Den Patienten dieses Betts aufnehmen, berichtigen oder entlassen</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>Grenzwerte</translation>
    </message>
    <message>
        <source>Limits in force; to change them, a PIN</source>
        <translation>Geltende Grenzwerte; zum Ändern eine PIN</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Model, picture, visitors, theme, lock, full screen</source>
        <translation>Modell, Bild, Besuch, Farben, Sperre, Vollbild</translation>
    </message>
    <message>
        <source>Hold to stop monitoring without ending the session</source>
        <translation>Gedrückt halten: Überwachung anhalten, ohne die Sitzung zu beenden</translation>
    </message>
    <message>
        <source>Choose a source and start; or hold to stop the session</source>
        <translation>Quelle wählen und starten; oder gedrückt halten, um die Sitzung zu beenden</translation>
    </message>
    <message>
        <source>Hold the button, or the space bar, for 1.5 seconds.</source>
        <translation>Die Schaltfläche oder die Leertaste 1,5 Sekunden gedrückt halten.</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>What computes the score, and what it is not</source>
        <translation>Was den Score berechnet, und was er nicht ist</translation>
    </message>
    <message>
        <source>Hide image</source>
        <translation>Bild verbergen</translation>
    </message>
    <message>
        <source>Cover the picture; monitoring goes on</source>
        <translation>Bild abdecken; die Überwachung läuft weiter</translation>
    </message>
    <message>
        <source>Visitor</source>
        <translation>Besucher</translation>
    </message>
    <message>
        <source>What is usual for this infant: its baseline, and adaptation of the score to it</source>
        <translation>Was für dieses Kind üblich ist: sein Ausgangswert und die Anpassung des Scores an das Kind</translation>
    </message>
    <message>
        <source>Auto theme</source>
        <translation>Farben auto</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>Rückblick</translation>
    </message>
    <message>
        <source>Stays and sessions: trend, alarms, handover, export</source>
        <translation>Aufenthalte und Sitzungen: Verlauf, Alarme, Übergabe, Export</translation>
    </message>
    <message>
        <source>Hide the score from visitors; it changes no alarm</source>
        <translation>Score vor Besuchern verbergen; Alarme ändert das nicht</translation>
    </message>
    <message>
        <source>Day, night, or by the hour</source>
        <translation>Tag, Nacht oder nach Uhrzeit</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Sperren</translation>
    </message>
    <message>
        <source>Lock the screen for cleaning</source>
        <translation>Bildschirm zur Reinigung sperren</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Vollbild</translation>
    </message>
    <message>
        <source>Fill the screen, or leave it</source>
        <translation>Bildschirm füllen oder verlassen</translation>
    </message>
    <message>
        <source>Day theme</source>
        <translation>Farben Tag</translation>
    </message>
    <message>
        <source>Night theme</source>
        <translation>Farben Nacht</translation>
    </message>
</context>
<context>
    <name>EarlierPad</name>
    <message>
        <source>Assessments of this session, newest first</source>
        <translation>Einschätzungen dieser Sitzung, neueste zuerst</translation>
    </message>
    <message>
        <source>Change ...</source>
        <translation>Ändern ...</translation>
    </message>
    <message>
        <source>Undo the last change</source>
        <translation>Letzte Änderung zurücknehmen</translation>
    </message>
    <message>
        <source>  (changed)</source>
        <translation>  (geändert)</translation>
    </message>
    <message>
        <source>taken back</source>
        <translation>zurückgenommen</translation>
    </message>
    <message>
        <source>History: {words}</source>
        <translation>Verlauf: {words}</translation>
    </message>
    <message>
        <source>No assessment in this session yet.</source>
        <translation>Noch keine Einschätzung in dieser Sitzung.</translation>
    </message>
</context>
<context>
    <name>EndPage</name>
    <message>
        <source>How far the two raters agree</source>
        <translation>Wie weit die beiden Beurteilenden übereinstimmen</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Look at what was answered before</source>
        <translation>Ansehen, was zuvor geantwortet wurde</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Take the last answer back</source>
        <translation>Die letzte Antwort zurücknehmen</translation>
    </message>
    <message>
        <source>Finish</source>
        <translation>Abschließen</translation>
    </message>
    <message>
        <source>No answer can be changed any more</source>
        <translation>Danach ist keine Antwort mehr zu ändern</translation>
    </message>
    <message>
        <source>All {count} are answered. Until you finish you can look back and change them; afterwards nobody can.</source>
        <translation>Alle {count} sind beantwortet. Bis Sie abschließen, können Sie zurückgehen und ändern; danach kann es niemand mehr.</translation>
    </message>
</context>
<context>
    <name>EventList</name>
    <message>
        <source>EVENTS</source>
        <translation>EREIGNISSE</translation>
    </message>
    <message>
        <source>Which events are shown</source>
        <translation>Welche Ereignisse gezeigt werden</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Alarms</source>
        <translation>Alarme</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Vermerke</translation>
    </message>
    <message>
        <source>Machine</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Events of this session, newest first</source>
        <translation>Ereignisse dieser Sitzung, neueste zuerst</translation>
    </message>
    <message>
        <source>Next alarm</source>
        <translation>Nächster Alarm</translation>
    </message>
    <message>
        <source>Previous alarm</source>
        <translation>Voriger Alarm</translation>
    </message>
</context>
<context>
    <name>ExportSheet</name>
    <message>
        <source>Export</source>
        <translation>Export</translation>
    </message>
    <message>
        <source>For research: no code, no dates, no free text</source>
        <translation>Für Forschung: kein Code, keine Daten, kein freier Text</translation>
    </message>
    <message>
        <source>Export as {name}</source>
        <translation>Als {name} exportieren</translation>
    </message>
    <message>
        <source>{name} cannot be written like that here: a part is missing, or not for research.</source>
        <translation>{name} lässt sich hier so nicht schreiben: ein Teil fehlt, oder nicht für Forschung.</translation>
    </message>
</context>
<context>
    <name>FaceView</name>
    <message>
        <source>Picture to judge</source>
        <translation>Zu beurteilendes Bild</translation>
    </message>
</context>
<context>
    <name>FileSheet</name>
    <message>
        <source>Path</source>
        <translation>Pfad</translation>
    </message>
    <message>
        <source>To the folder above</source>
        <translation>Zum Ordner darüber</translation>
    </message>
    <message>
        <source>Files and folders there</source>
        <translation>Dateien und Ordner dort</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Take this folder</source>
        <translation>Diesen Ordner nehmen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>{name} is there already.</source>
        <translation>{name} ist schon vorhanden.</translation>
    </message>
    <message>
        <source>Replace it</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>There is no such file: {path}</source>
        <translation>Diese Datei gibt es nicht: {path}</translation>
    </message>
    <message>
        <source>There is no such folder: {path}</source>
        <translation>Diesen Ordner gibt es nicht: {path}</translation>
    </message>
    <message>
        <source>That is a folder; give the file a name.</source>
        <translation>Das ist ein Ordner; der Datei einen Namen geben.</translation>
    </message>
</context>
<context>
    <name>HandoverSheet</name>
    <message>
        <source>Handover</source>
        <translation>Übergabe</translation>
    </message>
    <message>
        <source>{hours} h</source>
        <translation>{hours} h</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>The page about {span}</source>
        <translation>Die Seite über {span}</translation>
    </message>
    <message>
        <source>The page for a handover</source>
        <translation>Die Seite für eine Übergabe</translation>
    </message>
    <message>
        <source>Reading the record ...</source>
        <translation>Aufzeichnung wird gelesen ...</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>Drucken</translation>
    </message>
    <message>
        <source>Save as PDF ...</source>
        <translation>Als PDF speichern ...</translation>
    </message>
</context>
<context>
    <name>HeaderBar</name>
    <message>
        <source>investigational</source>
        <translation>Prüfsoftware</translation>
    </message>
    <message>
        <source>SIMULATED</source>
        <translation>SIMULIERT</translation>
    </message>
    <message>
        <source>● PICTURES KEPT</source>
        <translation>● BILDAUFNAHME</translation>
    </message>
    <message>
        <source>The parents consented: pictures around alarms and procedures are kept</source>
        <translation>Die Eltern haben eingewilligt: Bilder um Alarme und Eingriffe werden aufbewahrt</translation>
    </message>
    <message>
        <source>no patient</source>
        <translation>kein Patient</translation>
    </message>
    <message>
        <source>LOCKED</source>
        <translation>GESPERRT</translation>
    </message>
    <message>
        <source>by {who}</source>
        <translation>durch {who}</translation>
    </message>
    <message>
        <source>Screen locked</source>
        <translation>Bildschirm gesperrt</translation>
    </message>
    <message>
        <source>Preset: {label}</source>
        <translation>Profil: {label}</translation>
    </message>
    <message>
        <source>● PICTURES</source>
        <translation>● BILDER</translation>
    </message>
    <message>
        <source>Patient {code}</source>
        <translation>Patient {code}</translation>
    </message>
</context>
<context>
    <name>LimitsSheet</name>
    <message>
        <source>Limits</source>
        <translation>Grenzwerte</translation>
    </message>
    <message>
        <source>Stored preset</source>
        <translation>Gespeichertes Profil</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>points</source>
        <translation>Punkte</translation>
    </message>
    <message>
        <source>Alarm volume (no PIN)</source>
        <translation>Alarmlautstärke (ohne PIN)</translation>
    </message>
    <message>
        <source>initials</source>
        <translation>Kürzel</translation>
    </message>
    <message>
        <source>Your initials</source>
        <translation>Ihr Kürzel</translation>
    </message>
    <message>
        <source>Changed by</source>
        <translation>Geändert von</translation>
    </message>
    <message>
        <source>PIN</source>
        <translation>PIN</translation>
    </message>
    <message>
        <source>The PIN is set. Type it to apply.</source>
        <translation>Die PIN ist gesetzt. Zum Anwenden eingeben.</translation>
    </message>
    <message>
        <source>Upper limit, medium priority</source>
        <translation>Oberer Grenzwert, mittlere Priorität</translation>
    </message>
    <message>
        <source>Lower limit, low priority</source>
        <translation>Unterer Grenzwert, niedrige Priorität</translation>
    </message>
    <message>
        <source>Upper hold</source>
        <translation>Haltezeit oben</translation>
    </message>
    <message>
        <source>Lower hold</source>
        <translation>Haltezeit unten</translation>
    </message>
    <message>
        <source>Averaging</source>
        <translation>Mittelung</translation>
    </message>
    <message>
        <source>How the alert decides ...</source>
        <translation>Wie der Alarm entscheidet ...</translation>
    </message>
    <message>
        <source>choose a PIN, 4 to 8 digits</source>
        <translation>eine PIN wählen, 4 bis 8 Ziffern</translation>
    </message>
    <message>
        <source>No PIN is set yet. Set one first, then apply.</source>
        <translation>Noch keine PIN gesetzt. Zuerst setzen, dann anwenden.</translation>
    </message>
    <message>
        <source>the same PIN again</source>
        <translation>dieselbe PIN noch einmal</translation>
    </message>
    <message>
        <source>Provisional limits, no clinical study behind them. {delay}</source>
        <translation>Vorläufige Grenzwerte, durch keine klinische Studie belegt. {delay}</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Anwenden</translation>
    </message>
    <message>
        <source>Set PIN</source>
        <translation>PIN setzen</translation>
    </message>
    <message>
        <source>Checking the PIN ...</source>
        <translation>PIN wird geprüft ...</translation>
    </message>
    <message>
        <source>Type it once more.</source>
        <translation>Noch einmal eingeben.</translation>
    </message>
    <message>
        <source>The two were not alike. Choose a PIN.</source>
        <translation>Die beiden waren nicht gleich. Eine PIN wählen.</translation>
    </message>
</context>
<context>
    <name>LoginPage</name>
    <message>
        <source>User of the camera</source>
        <translation>Benutzer der Kamera</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>Leave both empty if the camera asks for none.</source>
        <translation>Beide leer lassen, wenn die Kamera nichts verlangt.</translation>
    </message>
    <message>
        <source>They are kept in this computer&apos;s keyring, and in no file.</source>
        <translation>Beide bleiben im Schlüsselbund dieses Rechners und stehen in keiner Datei.</translation>
    </message>
    <message>
        <source>This computer has no keyring that may hold them: they are kept in no file, and asked for once after each start of the program.</source>
        <translation>Dieser Rechner hat keinen Schlüsselbund dafür: Sie stehen in keiner Datei, und nach jedem Start des Programms wird einmal danach gefragt.</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>NeoPain - bedside monitor (investigational)</source>
        <translation>NeoPain - Bettmonitor (Prüfsoftware)</translation>
    </message>
    <message>
        <source>Opening the models and the source ...</source>
        <translation>Modelle und Quelle werden geöffnet ...</translation>
    </message>
    <message>
        <source>MONITORING IMPAIRED: {where} stopped ({kind}). Stop and start the session.</source>
        <translation>ÜBERWACHUNG GESTÖRT: {where} angehalten ({kind}). Sitzung beenden und neu starten.</translation>
    </message>
    <message>
        <source>Unexpected fault in the window ({kind}). See the log; restart when you can.</source>
        <translation>Unerwarteter Fehler im Fenster ({kind}). Siehe Protokoll; bei Gelegenheit neu starten.</translation>
    </message>
    <message>
        <source>Monitoring. Scores by {model}.</source>
        <translation>Überwachung läuft. Scores von {model}.</translation>
    </message>
    <message>
        <source>NO DATA</source>
        <translation>KEINE DATEN</translation>
    </message>
    <message>
        <source>The monitor has stopped. Assess by hand.</source>
        <translation>Die Überwachung steht. Von Hand einschätzen.</translation>
    </message>
    <message>
        <source>MONITORING HAS STOPPED. Stop and start the session.</source>
        <translation>ÜBERWACHUNG STEHT STILL. Sitzung beenden und neu starten.</translation>
    </message>
    <message>
        <source>All notes are saved now.</source>
        <translation>Alle Vermerke sind jetzt gespeichert.</translation>
    </message>
    <message>
        <source>{holder} monitors with this folder. This window is for review only.</source>
        <translation>{holder} überwacht mit diesem Ordner. Dieses Fenster dient nur zur Durchsicht.</translation>
    </message>
</context>
<context>
    <name>ManualPanel</name>
    <message>
        <source>MANUAL  no assessment yet</source>
        <translation>VON HAND  noch keine Einschätzung</translation>
    </message>
    <message>
        <source>incomplete, no total</source>
        <translation>unvollständig, keine Summe</translation>
    </message>
    <message>
        <source>, by {author}</source>
        <translation>, von {author}</translation>
    </message>
    <message>
        <source>MANUAL  {text}</source>
        <translation>VON HAND  {text}</translation>
    </message>
    <message>
        <source>raised score</source>
        <translation>erhöhter Score</translation>
    </message>
    <message>
        <source>after analgesic</source>
        <translation>nach Analgetikum</translation>
    </message>
    <message>
        <source>routine</source>
        <translation>Routine</translation>
    </message>
    <message>
        <source>REASSESS: due for {span} ({why})</source>
        <translation>NEU EINSCHÄTZEN: fällig seit {span} ({why})</translation>
    </message>
    <message>
        <source>reassess in {span} ({why})</source>
        <translation>neu einschätzen in {span} ({why})</translation>
    </message>
</context>
<context>
    <name>ManualStrip</name>
    <message>
        <source>Manual scores over time</source>
        <translation>Einschätzungen von Hand im Zeitverlauf</translation>
    </message>
    <message>
        <source>max</source>
        <translation>max</translation>
    </message>
    <message>
        <source>min</source>
        <translation>min</translation>
    </message>
</context>
<context>
    <name>MoreSheet</name>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
</context>
<context>
    <name>NipsPad</name>
    <message>
        <source>Incomplete: no total. Missing: {items}</source>
        <translation>Unvollständig: keine Summe. Es fehlt: {items}</translation>
    </message>
    <message>
        <source>NIPS {total} of 7  ({band}; units differ)</source>
        <translation>NIPS {total} von 7  ({band}; je nach Station verschieden)</translation>
    </message>
</context>
<context>
    <name>NoteControl</name>
    <message>
        <source>NOT SAVED, no session runs: {note}. Write it on paper.</source>
        <translation>NICHT GESPEICHERT, es läuft keine Sitzung: {note}. Auf Papier festhalten.</translation>
    </message>
    <message>
        <source>Start a session to note something.</source>
        <translation>Zum Vermerken eine Sitzung starten.</translation>
    </message>
    <message>
        <source>NOTE NOT SAVED: {notes}. It is kept here and tried again; write it on paper, too. {why}</source>
        <translation>VERMERK NICHT GESPEICHERT: {notes}. Er bleibt hier und wird erneut versucht; auch auf Papier schreiben. {why}</translation>
    </message>
</context>
<context>
    <name>NoteSheet</name>
    <message>
        <source>Notes of this stay</source>
        <translation>Vermerke dieses Aufenthalts</translation>
    </message>
    <message>
        <source>Notes of this stay, newest first</source>
        <translation>Vermerke dieses Aufenthalts, neueste zuerst</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>lasted until</source>
        <translation>dauerte bis</translation>
    </message>
    <message>
        <source>Until when</source>
        <translation>Bis wann</translation>
    </message>
    <message>
        <source>Words; no names</source>
        <translation>Worte; keine Namen</translation>
    </message>
    <message>
        <source>in your own words, no names</source>
        <translation>in eigenen Worten, keine Namen</translation>
    </message>
    <message>
        <source>initials, optional</source>
        <translation>Kürzel, freiwillig</translation>
    </message>
    <message>
        <source>Your initials, optional</source>
        <translation>Ihr Kürzel, freiwillig</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>Worte</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Delete the note</source>
        <translation>Vermerk löschen</translation>
    </message>
    <message>
        <source>Save the change</source>
        <translation>Änderung speichern</translation>
    </message>
    <message>
        <source>  (changed)</source>
        <translation>  (geändert)</translation>
    </message>
    <message>
        <source>Nothing is noted in this session yet.</source>
        <translation>In dieser Sitzung ist noch nichts vermerkt.</translation>
    </message>
    <message>
        <source>History: {words}</source>
        <translation>Verlauf: {words}</translation>
    </message>
    <message>
        <source>deleted</source>
        <translation>gelöscht</translation>
    </message>
    <message>
        <source>A note in your own words needs words; or delete it.</source>
        <translation>Ein Vermerk in eigenen Worten braucht Worte; oder ihn löschen.</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>Dismiss the message</source>
        <translation>Meldung schließen</translation>
    </message>
    <message>
        <source>{count} more behind it</source>
        <translation>{count} weitere dahinter</translation>
    </message>
</context>
<context>
    <name>Numeral</name>
    <message>
        <source>No score</source>
        <translation>Kein Score</translation>
    </message>
    <message>
        <source>Score {value}</source>
        <translation>Score {value}</translation>
    </message>
    <message>
        <source>No score. Outside training {value}</source>
        <translation>Kein Score. Außerhalb des Trainings {value}</translation>
    </message>
</context>
<context>
    <name>OnScreenKeys</name>
    <message>
        <source>Delete the last letter</source>
        <translation>Letztes Zeichen löschen</translation>
    </message>
    <message>
        <source>space</source>
        <translation>Leerzeichen</translation>
    </message>
</context>
<context>
    <name>Outcome</name>
    <message>
        <source>Finished. Thank you; the window can be closed.</source>
        <translation>Abgeschlossen. Danke; das Fenster kann geschlossen werden.</translation>
    </message>
    <message>
        <source>Finished. Thank you; agreement is told when a second rater has finished, too.</source>
        <translation>Abgeschlossen. Danke; die Übereinstimmung wird genannt, wenn auch eine zweite Person abgeschlossen hat.</translation>
    </message>
    <message>
        <source>Finished. Thank you. In dispute are {count}: a third person decides them.</source>
        <translation>Abgeschlossen. Danke. Strittig sind {count}: Eine dritte Person entscheidet sie.</translation>
    </message>
</context>
<context>
    <name>Pages</name>
    <message>
        <source>Limits in force</source>
        <translation>Geltende Grenzwerte</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Meldung</translation>
    </message>
    <message>
        <source>The models are not open yet.</source>
        <translation>Die Modelle sind noch nicht geöffnet.</translation>
    </message>
    <message>
        <source>Model card</source>
        <translation>Modellkarte</translation>
    </message>
</context>
<context>
    <name>PastTrend</name>
    <message>
        <source>END</source>
        <translation>ENDE</translation>
    </message>
    <message>
        <source>To the newest of what was recorded</source>
        <translation>Zum Neuesten der Aufzeichnung</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Show all of it</source>
        <translation>Alles zeigen</translation>
    </message>
</context>
<context>
    <name>PatientControl</name>
    <message>
        <source>{patient} - SAME PATIENT?</source>
        <translation>{patient} - DERSELBE PATIENT?</translation>
    </message>
    <message>
        <source>The last session was not closed (power cut or crash).</source>
        <translation>Die letzte Sitzung wurde nicht abgeschlossen (Stromausfall oder Absturz).</translation>
    </message>
    <message>
        <source>Monitoring was interrupted.</source>
        <translation>Die Überwachung war unterbrochen.</translation>
    </message>
    <message>
        <source>The gap was {minutes} min.</source>
        <translation>Die Lücke war {minutes} min lang.</translation>
    </message>
    <message>
        <source>{why}

Does {patient} still lie in this bed?

Until this is answered, the last limits hold and no code is written. With the same patient, what was recorded meanwhile belongs to the stay, too.</source>
        <translation>{why}

Liegt {patient} noch in diesem Bett?

Bis zur Antwort gelten die letzten Grenzwerte, und kein Code wird geschrieben. Bei demselben Patienten gehört auch das inzwischen Aufgezeichnete zum Aufenthalt.</translation>
    </message>
    <message>
        <source>Same patient</source>
        <translation>Derselbe Patient</translation>
    </message>
    <message>
        <source>Another patient</source>
        <translation>Anderer Patient</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Später</translation>
    </message>
    <message>
        <source>Same patient?</source>
        <translation>Derselbe Patient?</translation>
    </message>
    <message>
        <source>Discharge {patient}?

The session is ended, the limits go back to the default preset, and the trend is cleared. Export the recorded sessions of this stay first?</source>
        <translation>{patient} entlassen?

Die Sitzung wird beendet, die Grenzwerte gehen auf das Standardprofil zurück, und der Trend wird gelöscht. Zuerst die aufgezeichneten Sitzungen dieses Aufenthalts exportieren?</translation>
    </message>
    <message>
        <source>Export and discharge ...</source>
        <translation>Exportieren und entlassen ...</translation>
    </message>
    <message>
        <source>Discharge without export</source>
        <translation>Ohne Export entlassen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Discharge</source>
        <translation>Entlassen</translation>
    </message>
    <message>
        <source>Folder for the exported sessions</source>
        <translation>Ordner für die exportierten Sitzungen</translation>
    </message>
    <message>
        <source>Discharged; files exported: {count}.</source>
        <translation>Entlassen; exportierte Dateien: {count}.</translation>
    </message>
</context>
<context>
    <name>PatientSheet</name>
    <message>
        <source>Admitted {when}
Preset: {preset}</source>
        <translation>Aufgenommen {when}
Profil: {preset}</translation>
    </message>
    <message>
        <source>Discharge ...</source>
        <translation>Entlassen&#xa0;...</translation>
    </message>
    <message>
        <source>Correct ...</source>
        <translation>Berichtigen&#xa0;...</translation>
    </message>
    <message>
        <source>{days} days on admission</source>
        <translation>{days} Tage bei Aufnahme</translation>
    </message>
    <message>
        <source>Corrected:</source>
        <translation>Berichtigt:</translation>
    </message>
    <message>
        <source>  (until {when})</source>
        <translation>  (bis {when})</translation>
    </message>
</context>
<context>
    <name>PausePage</name>
    <message>
        <source>Paused. All answers are kept; you can also close the window and go on later.</source>
        <translation>Angehalten. Alle Antworten sind gesichert; Sie können das Fenster auch schließen und später fortfahren.</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
</context>
<context>
    <name>PictureControl</name>
    <message>
        <source>The consent is logged. The key of the clips lies {where}.</source>
        <translation>Die Einwilligung ist eingetragen. Der Schlüssel der Ausschnitte liegt {where}.</translation>
    </message>
    <message>
        <source>Withdrawn. {count} clips are removed, and their key.</source>
        <translation>Widerrufen. {count} Ausschnitte und ihr Schlüssel sind entfernt.</translation>
    </message>
    <message>
        <source>Withdraw the consent?</source>
        <translation>Einwilligung widerrufen?</translation>
    </message>
    <message>
        <source>All clips of this stay are removed for good, at once, and no more are kept.</source>
        <translation>Alle Ausschnitte dieses Aufenthalts werden sofort endgültig entfernt, und keine weiteren aufbewahrt.</translation>
    </message>
    <message>
        <source>Withdraw and remove</source>
        <translation>Widerrufen und entfernen</translation>
    </message>
    <message>
        <source>The clip is removed.</source>
        <translation>Der Ausschnitt ist entfernt.</translation>
    </message>
    <message>
        <source>Delete the clip?</source>
        <translation>Ausschnitt löschen?</translation>
    </message>
    <message>
        <source>Its pictures are removed for good; its readings stay in the record.</source>
        <translation>Die Bilder werden endgültig entfernt; die Werte bleiben in der Aufzeichnung.</translation>
    </message>
    <message>
        <source>Delete it</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>A clip of now is kept; it is in the list when it is whole.</source>
        <translation>Ein Ausschnitt von jetzt wird aufbewahrt; er steht in der Liste, sobald er ganz ist.</translation>
    </message>
    <message>
        <source>No clip is kept: no session runs for which a consent holds.</source>
        <translation>Kein Ausschnitt wird aufbewahrt: es läuft keine Sitzung, für die eine Einwilligung gilt.</translation>
    </message>
</context>
<context>
    <name>PicturePage</name>
    <message>
        <source>Advice about the picture</source>
        <translation>Rat zum Bild</translation>
    </message>
    <message>
        <source>the bed, such as Bed 4</source>
        <translation>das Bett, etwa Bett 4</translation>
    </message>
    <message>
        <source>The camera&apos;s name</source>
        <translation>Name der Kamera</translation>
    </message>
    <message>
        <source>Name of the camera or its bed</source>
        <translation>Name der Kamera oder ihres Bettes</translation>
    </message>
    <message>
        <source>Waiting for the picture ...</source>
        <translation>Warten auf das Bild ...</translation>
    </message>
</context>
<context>
    <name>PicturesSheet</name>
    <message>
        <source>Pictures, only by consent</source>
        <translation>Bilder, nur mit Einwilligung</translation>
    </message>
    <message>
        <source>Reading what holds ...</source>
        <translation>Es wird gelesen, was gilt ...</translation>
    </message>
    <message>
        <source>initials or badge</source>
        <translation>Kürzel oder Ausweis</translation>
    </message>
    <message>
        <source>You are</source>
        <translation>Sie sind</translation>
    </message>
    <message>
        <source>Consent by</source>
        <translation>Einwilligung durch</translation>
    </message>
    <message>
        <source>For</source>
        <translation>Für</translation>
    </message>
    <message>
        <source>Days</source>
        <translation>Tage</translation>
    </message>
    <message>
        <source>Kept clips, newest first</source>
        <translation>Aufbewahrte Ausschnitte, neueste zuerst</translation>
    </message>
    <message>
        <source>Log the consent</source>
        <translation>Einwilligung eintragen</translation>
    </message>
    <message>
        <source>Keep now</source>
        <translation>Jetzt aufbewahren</translation>
    </message>
    <message>
        <source>Withdraw ...</source>
        <translation>Widerrufen ...</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>Delete ...</source>
        <translation>Löschen ...</translation>
    </message>
    <message>
        <source>Nobody is admitted here: no pictures are kept. A consent is for one stay.</source>
        <translation>Hier ist niemand aufgenommen: es werden keine Bilder aufbewahrt. Eine Einwilligung gilt für einen Aufenthalt.</translation>
    </message>
    <message>
        <source>No pictures are kept. With a consent of the parents for this stay, the seconds around alarms and procedures are kept, encrypted, until it is withdrawn or they are too old.</source>
        <translation>Es werden keine Bilder aufbewahrt. Mit einer Einwilligung der Eltern für diesen Aufenthalt werden die Sekunden um Alarme und Eingriffe verschlüsselt aufbewahrt, bis sie widerrufen wird oder die Bilder zu alt sind.</translation>
    </message>
    <message>
        <source>PICTURES ARE KEPT until {until}. Consent by {giver} for {purpose}, asked by {asker}.</source>
        <translation>BILDER WERDEN AUFBEWAHRT bis {until}. Einwilligung durch {giver} für {purpose}, gefragt von {asker}.</translation>
    </message>
    <message>
        <source>cannot be opened: {why}</source>
        <translation>lässt sich nicht öffnen: {why}</translation>
    </message>
    <message>
        <source>Alarm</source>
        <translation>Alarm</translation>
    </message>
    <message>
        <source>Procedure</source>
        <translation>Prozedur</translation>
    </message>
    <message>
        <source>asked for</source>
        <translation>auf Wunsch</translation>
    </message>
    <message>
        <source>(another stay)</source>
        <translation>(anderer Aufenthalt)</translation>
    </message>
    <message>
        <source>Type your initials: consent, looks and deletions are audited.</source>
        <translation>Geben Sie Ihr Kürzel ein: Einwilligung, Ansehen und Löschen werden protokolliert.</translation>
    </message>
</context>
<context>
    <name>PinPad</name>
    <message>
        <source>Delete the last digit</source>
        <translation>Letzte Ziffer löschen</translation>
    </message>
</context>
<context>
    <name>ProcedureBar</name>
    <message>
        <source>Lance now</source>
        <translation>Stich jetzt</translation>
    </message>
    <message>
        <source>End procedure</source>
        <translation>Prozedur beenden</translation>
    </message>
    <message>
        <source>PROCEDURE  baseline, {left} left, {scored} % of it scored.</source>
        <translation>PROZEDUR  Ausgangswert, noch {left}, {scored} % davon bewertet.</translation>
    </message>
    <message>
        <source>PROCEDURE  baseline ready, {scored} % of it scored.</source>
        <translation>PROZEDUR  Ausgangswert bereit, {scored} % davon bewertet.</translation>
    </message>
    <message>
        <source>PROCEDURE  after the lance, {left} left, {scored} % scored.</source>
        <translation>PROZEDUR  nach dem Stich, noch {left}, {scored} % bewertet.</translation>
    </message>
</context>
<context>
    <name>ProcedureCurves</name>
    <message>
        <source>Curves of the procedures</source>
        <translation>Kurven der Prozeduren</translation>
    </message>
</context>
<context>
    <name>ProcedureNote</name>
    <message>
        <source>Of the facial pain score (investigational), 0-10, not a clinical scale. A flat curve does not rule out pain. The windows and the band are provisional.</source>
        <translation>Zum Gesichts-Schmerzscore (nur zu Forschungszwecken), 0-10, keine klinische Skala. Eine flache Kurve schließt Schmerz nicht aus. Zeitfenster und Band sind vorläufig.</translation>
    </message>
</context>
<context>
    <name>ProcedureSheet</name>
    <message>
        <source>Procedure card, {when}</source>
        <translation>Prozedurkarte, {when}</translation>
    </message>
    <message>
        <source>not enough scored time</source>
        <translation>zu wenig bewertete Zeit</translation>
    </message>
    <message>
        <source>not within {span}</source>
        <translation>nicht innerhalb von {span}</translation>
    </message>
    <message>
        <source>no rise over the baseline&apos;s band was seen</source>
        <translation>kein Anstieg über das Band des Ausgangswerts gesehen</translation>
    </message>
    <message>
        <source>  (band +{band})</source>
        <translation>  (Band +{band})</translation>
    </message>
    <message>
        <source>Under care, not counted</source>
        <translation>Unter Pflege, nicht gezählt</translation>
    </message>
    <message>
        <source>Baseline, 2 min before</source>
        <translation>Ausgangswert, 2 min davor</translation>
    </message>
    <message>
        <source>Highest after</source>
        <translation>Höchster danach</translation>
    </message>
    <message>
        <source>Rise</source>
        <translation>Anstieg</translation>
    </message>
    <message>
        <source>Time to the highest</source>
        <translation>Zeit bis zum höchsten</translation>
    </message>
    <message>
        <source>Back at the baseline after</source>
        <translation>Zurück am Ausgangswert nach</translation>
    </message>
    <message>
        <source>Scored before / after</source>
        <translation>Bewertet davor / danach</translation>
    </message>
</context>
<context>
    <name>ProceduresSheet</name>
    <message>
        <source>Procedures</source>
        <translation>Prozeduren</translation>
    </message>
    <message>
        <source>No procedure was marked in this time.</source>
        <translation>In dieser Zeit wurde keine Prozedur markiert.</translation>
    </message>
    <message>
        <source>not scored</source>
        <translation>nicht bewertet</translation>
    </message>
    <message>
        <source>Baseline, 2 min before</source>
        <translation>Ausgangswert, 2 min davor</translation>
    </message>
    <message>
        <source>Highest after</source>
        <translation>Höchster danach</translation>
    </message>
    <message>
        <source>Rise</source>
        <translation>Anstieg</translation>
    </message>
    <message>
        <source>Time to the highest</source>
        <translation>Zeit bis zum höchsten</translation>
    </message>
    <message>
        <source>Back at the baseline after</source>
        <translation>Zurück am Ausgangswert nach</translation>
    </message>
    <message>
        <source>Scored before / after</source>
        <translation>Bewertet davor / danach</translation>
    </message>
</context>
<context>
    <name>QuestionSheet</name>
    <message>
        <source>Hold the button until the ring is full.</source>
        <translation>Gedrückt halten, bis der Ring voll ist.</translation>
    </message>
</context>
<context>
    <name>RatingHeader</name>
    <message>
        <source>annotation (investigational)</source>
        <translation>Beurteilung (nur zu Forschungszwecken)</translation>
    </message>
    <message>
        <source>{who} decides disputes</source>
        <translation>{who} entscheidet Strittiges</translation>
    </message>
    <message>
        <source>{who} rates</source>
        <translation>{who} beurteilt</translation>
    </message>
    <message>
        <source>Day / night</source>
        <translation>Tag / Nacht</translation>
    </message>
    <message>
        <source>{place} of {count}</source>
        <translation>{place} von {count}</translation>
    </message>
</context>
<context>
    <name>RatingWindow</name>
    <message>
        <source>NeoPain annotation</source>
        <translation>NeoPain-Beurteilung</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Look at what was answered before</source>
        <translation>Ansehen, was zuvor geantwortet wurde</translation>
    </message>
    <message>
        <source>On</source>
        <translation>Vor</translation>
    </message>
    <message>
        <source>On to the next that was answered, or is to be</source>
        <translation>Weiter zum nächsten beantworteten oder offenen Bild</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Take the last answer back</source>
        <translation>Die letzte Antwort zurücknehmen</translation>
    </message>
    <message>
        <source>Stop or move</source>
        <translation>Halt oder Lauf</translation>
    </message>
    <message>
        <source>Stop the movement, or go on</source>
        <translation>Die Bewegung anhalten oder fortsetzen</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Hide the picture and stop the time</source>
        <translation>Das Bild verbergen und die Zeit anhalten</translation>
    </message>
    <message>
        <source>Cannot judge</source>
        <translation>Nicht zu beurteilen</translation>
    </message>
    <message>
        <source>Say why it cannot be judged</source>
        <translation>Sagen, warum es nicht zu beurteilen ist</translation>
    </message>
    <message>
        <source>This was not kept, so it was not taken: {why}</source>
        <translation>Nicht gesichert, also nicht übernommen: {why}</translation>
    </message>
</context>
<context>
    <name>ReviewControl</name>
    <message>
        <source>Save the handover as PDF</source>
        <translation>Die Übergabe als PDF speichern</translation>
    </message>
    <message>
        <source>Saved: {target}</source>
        <translation>Gespeichert: {target}</translation>
    </message>
    <message>
        <source>This computer has no default printer. Set one, or save the page as PDF.</source>
        <translation>Dieser Rechner hat keinen Standarddrucker. Einen einrichten, oder die Seite als PDF speichern.</translation>
    </message>
    <message>
        <source>The handover was sent to the printer.</source>
        <translation>Die Übergabe ging an den Drucker.</translation>
    </message>
</context>
<context>
    <name>ReviewListSheet</name>
    <message>
        <source>Review: stays and sessions</source>
        <translation>Rückblick: Aufenthalte und Sitzungen</translation>
    </message>
    <message>
        <source>code, date (2026-05-31), source</source>
        <translation>Code, Datum (2026-05-31), Quelle</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suche</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Patient</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>Sitzungen</translation>
    </message>
    <message>
        <source>Readings scored</source>
        <translation>Messwerte mit Score</translation>
    </message>
    <message>
        <source>Alarms</source>
        <translation>Alarme</translation>
    </message>
    <message>
        <source>Stays and sessions, newest first</source>
        <translation>Aufenthalte und Sitzungen, neueste zuerst</translation>
    </message>
    <message>
        <source>Reading the record ...</source>
        <translation>Aufzeichnung wird gelesen ...</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Nothing has been recorded yet.</source>
        <translation>Es wurde noch nichts aufgezeichnet.</translation>
    </message>
    <message>
        <source>Nothing found.</source>
        <translation>Nichts gefunden.</translation>
    </message>
    <message>
        <source>(nobody admitted)</source>
        <translation>(niemand aufgenommen)</translation>
    </message>
    <message>
        <source>{code} - here now</source>
        <translation>{code} - jetzt hier</translation>
    </message>
</context>
<context>
    <name>ReviewSheet</name>
    <message>
        <source>nobody admitted</source>
        <translation>niemand aufgenommen</translation>
    </message>
    <message>
        <source>Review: stay of {code}</source>
        <translation>Rückblick: Aufenthalt von {code}</translation>
    </message>
    <message>
        <source>Review: session, {code}</source>
        <translation>Rückblick: Sitzung, {code}</translation>
    </message>
    <message>
        <source>NEW ALARM: {words}   ▶ Back to now</source>
        <translation>NEUER ALARM: {words}   ▶ Zurück zu jetzt</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>Warum?</translation>
    </message>
    <message>
        <source>Why this alarm</source>
        <translation>Warum dieser Alarm</translation>
    </message>
    <message>
        <source>◀ Alarm</source>
        <translation>◀ Alarm</translation>
    </message>
    <message>
        <source>The alarm before</source>
        <translation>Der Alarm davor</translation>
    </message>
    <message>
        <source>Alarm ▶</source>
        <translation>Alarm ▶</translation>
    </message>
    <message>
        <source>The next alarm</source>
        <translation>Der nächste Alarm</translation>
    </message>
    <message>
        <source>◀ Raised</source>
        <translation>◀ Erhöht</translation>
    </message>
    <message>
        <source>The time over the limit before</source>
        <translation>Die Zeit über dem Grenzwert davor</translation>
    </message>
    <message>
        <source>Raised ▶</source>
        <translation>Erhöht ▶</translation>
    </message>
    <message>
        <source>The next time over the limit</source>
        <translation>Die nächste Zeit über dem Grenzwert</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Before and after an intervention</source>
        <translation>Vor und nach einer Maßnahme</translation>
    </message>
    <message>
        <source>Procedures</source>
        <translation>Prozeduren</translation>
    </message>
    <message>
        <source>Curves and cards of procedures</source>
        <translation>Kurven und Karten von Prozeduren</translation>
    </message>
    <message>
        <source>Handover</source>
        <translation>Übergabe</translation>
    </message>
    <message>
        <source>The page for a handover</source>
        <translation>Die Seite für eine Übergabe</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Export</translation>
    </message>
    <message>
        <source>Write it as files for others</source>
        <translation>Als Dateien für andere schreiben</translation>
    </message>
    <message>
        <source>Whose?</source>
        <translation>Wessen?</translation>
    </message>
    <message>
        <source>Put right which infant this is</source>
        <translation>Richtigstellen, welches Kind das ist</translation>
    </message>
    <message>
        <source>▶ Now</source>
        <translation>▶ Jetzt</translation>
    </message>
    <message>
        <source>Back to now</source>
        <translation>Zurück zu jetzt</translation>
    </message>
    <message>
        <source>No further alarm in that direction.</source>
        <translation>Kein weiterer Alarm in dieser Richtung.</translation>
    </message>
    <message>
        <source>No further time over the limit in that direction.</source>
        <translation>Keine weitere Zeit über dem Grenzwert in dieser Richtung.</translation>
    </message>
    <message>
        <source>Over the limit from {when}, some {minutes} min</source>
        <translation>Über dem Grenzwert ab {when}, etwa {minutes} min</translation>
    </message>
    <message>
        <source>{count} alarms, {left} not reviewed</source>
        <translation>{count} Alarme, {left} nicht angesehen</translation>
    </message>
    <message>
        <source>reviewed</source>
        <translation>angesehen</translation>
    </message>
    <message>
        <source>not reviewed</source>
        <translation>nicht angesehen</translation>
    </message>
    <message>
        <source>Alarm {number} of {count}: {words}, {when} ({seen})</source>
        <translation>Alarm {number} von {count}: {words}, {when} ({seen})</translation>
    </message>
</context>
<context>
    <name>ScorePanel</name>
    <message>
        <source>FACIAL PAIN SCORE (investigational)</source>
        <translation>GESICHTS-SCHMERZSCORE (nur zu Forschungszwecken)</translation>
    </message>
    <message>
        <source>0-10, not a clinical scale; does not rule out pain</source>
        <translation>0-10, keine klinische Skala; schließt Schmerz nicht aus</translation>
    </message>
    <message>
        <source>OUTSIDE TRAINING</source>
        <translation>AUSSERHALB DES TRAININGS</translation>
    </message>
    <message>
        <source>This model has never seen a face like this one. The number is no measurement.</source>
        <translation>Dieses Modell hat nie ein solches Gesicht gesehen. Die Zahl ist keine Messung.</translation>
    </message>
    <message>
        <source>This model has never seen a face like this one. Assess the infant by hand.</source>
        <translation>Dieses Modell hat nie ein solches Gesicht gesehen. Das Kind von Hand einschätzen.</translation>
    </message>
    <message>
        <source>The camera sees an adult&apos;s face. Assess the infant by hand.</source>
        <translation>Die Kamera sieht einen Erwachsenen. Das Kind von Hand einschätzen.</translation>
    </message>
    <message>
        <source>Averaging {tau} s. Alert delay up to {total} s (averaging {smoothing} + hold {hold} + system {system})</source>
        <translation>Mittelung {tau} s. Alarmverzögerung bis {total} s (Mittelung {smoothing} + Halten {hold} + System {system})</translation>
    </message>
</context>
<context>
    <name>ScreenControl</name>
    <message>
        <source>Monitoring ends when the window closes. Nobody will be alerted.</source>
        <translation>Mit dem Fenster endet die Überwachung. Niemand wird alarmiert.</translation>
    </message>
    <message>
        <source>End monitoring and close</source>
        <translation>Überwachung beenden und schließen</translation>
    </message>
    <message>
        <source>Go on monitoring</source>
        <translation>Weiter überwachen</translation>
    </message>
    <message>
        <source>Close NeoPain?</source>
        <translation>NeoPain schließen?</translation>
    </message>
</context>
<context>
    <name>SessionControl</name>
    <message>
        <source>Exported to {target}</source>
        <translation>Exportiert nach {target}</translation>
    </message>
    <message>
        <source>Unexpected fault: {kind}. See the log; assess by hand meanwhile.</source>
        <translation>Unerwarteter Fehler: {kind}. Siehe Protokoll; inzwischen von Hand einschätzen.</translation>
    </message>
</context>
<context>
    <name>Sheet</name>
    <message>
        <source>Close (Escape)</source>
        <translation>Schließen (Escape)</translation>
    </message>
    <message>
        <source>Close: {title}</source>
        <translation>Schließen: {title}</translation>
    </message>
</context>
<context>
    <name>SignSheet</name>
    <message>
        <source>Screen locked: who is there?</source>
        <translation>Bildschirm gesperrt: Wer ist da?</translation>
    </message>
    <message>
        <source>Score and alarms go on. Acknowledge and Audio pause need no name; all else does.</source>
        <translation>Score und Alarme laufen weiter. Quittieren und Tonpause brauchen keinen Namen, alles andere schon.</translation>
    </message>
    <message>
        <source>initials, or scan a badge</source>
        <translation>Kürzel, oder Ausweis scannen</translation>
    </message>
    <message>
        <source>Initials or badge</source>
        <translation>Kürzel oder Ausweis</translation>
    </message>
    <message>
        <source>PIN</source>
        <translation>PIN</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>Entsperren</translation>
    </message>
</context>
<context>
    <name>SignsStrip</name>
    <message>
        <source>Single signs over time</source>
        <translation>Einzelzeichen im Zeitverlauf</translation>
    </message>
    <message>
        <source>Stronger: present in more of the last 30 s. Plain: at rest. Hatched: not assessed.</source>
        <translation>Kräftiger: in mehr der letzten 30 s vorhanden. Schlicht: in Ruhe. Schraffiert: nicht beurteilt.</translation>
    </message>
    <message>
        <source>Single signs: nothing here yet, or look closer (8 h or less)</source>
        <translation>Einzelzeichen: hier noch nichts, oder näher heran (höchstens 8 h)</translation>
    </message>
</context>
<context>
    <name>SourceSheet</name>
    <message>
        <source>Choose the picture source</source>
        <translation>Bildquelle wählen</translation>
    </message>
    <message>
        <source>Looking for cameras ...</source>
        <translation>Kameras werden gesucht ...</translation>
    </message>
    <message>
        <source>Change the camera</source>
        <translation>Kamera wechseln</translation>
    </message>
    <message>
        <source>Cameras that are known or there now</source>
        <translation>Kameras, die bekannt oder jetzt da sind</translation>
    </message>
    <message>
        <source>Attach a camera ...</source>
        <translation>Kamera anschließen ...</translation>
    </message>
    <message>
        <source>Forget this camera</source>
        <translation>Diese Kamera vergessen</translation>
    </message>
    <message>
        <source>Video file ...</source>
        <translation>Videodatei ...</translation>
    </message>
    <message>
        <source>Picture folder ...</source>
        <translation>Bilderordner ...</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>Change to it</source>
        <translation>Zu ihr wechseln</translation>
    </message>
    <message>
        <source>Choose a camera, or attach one.</source>
        <translation>Kamera wählen oder eine anschließen.</translation>
    </message>
    <message>
        <source>The session goes on with: {source}</source>
        <translation>Die Sitzung läuft weiter mit: {source}</translation>
    </message>
    <message>
        <source>Start takes: {source}</source>
        <translation>Start nimmt: {source}</translation>
    </message>
    <message>
        <source>Video file</source>
        <translation>Videodatei</translation>
    </message>
    <message>
        <source>Picture folder</source>
        <translation>Bilderordner</translation>
    </message>
</context>
<context>
    <name>Stepper</name>
    <message>
        <source>Less: {name}</source>
        <translation>Weniger: {name}</translation>
    </message>
    <message>
        <source>More: {name}</source>
        <translation>Mehr: {name}</translation>
    </message>
</context>
<context>
    <name>StreamControl</name>
    <message>
        <source>Readings and alarms go out on the network (LSL). Everybody there may read; no code goes out.</source>
        <translation>Messwerte und Alarme gehen ins Netz (LSL). Dort kann jeder mitlesen; kein Kürzel geht hinaus.</translation>
    </message>
    <message>
        <source>Nothing is told on the network any more.</source>
        <translation>Nichts geht mehr ins Netz.</translation>
    </message>
    <message>
        <source>Live streams (LSL): %1</source>
        <translation>Live-Datenströme (LSL): %1</translation>
    </message>
</context>
<context>
    <name>TestPage</name>
    <message>
        <source>It is the same: accept this certificate</source>
        <translation>Er ist gleich: dieses Zertifikat annehmen</translation>
    </message>
    <message>
        <source>Testing ...</source>
        <translation>Wird getestet ...</translation>
    </message>
    <message>
        <source>passed</source>
        <translation>bestanden</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>nicht bestanden</translation>
    </message>
    <message>
        <source>The camera works. Next shows its picture.</source>
        <translation>Die Kamera arbeitet. Weiter zeigt ihr Bild.</translation>
    </message>
    <message>
        <source>Compare the certificate&apos;s fingerprint with the one on the camera&apos;s own page. Accept it only if they are the same: the password is sent to whoever shows it.</source>
        <translation>Den Fingerabdruck des Zertifikats mit dem auf der Seite der Kamera vergleichen. Nur annehmen, wenn sie gleich sind: Wer es vorzeigt, bekommt das Passwort.</translation>
    </message>
    <message>
        <source>Put that right and test again, or go back.</source>
        <translation>Beheben und noch einmal testen, oder zurückgehen.</translation>
    </message>
</context>
<context>
    <name>TotalPad</name>
    <message>
        <source>Delete the last digit</source>
        <translation>Letzte Ziffer löschen</translation>
    </message>
    <message>
        <source>{scale}: total {range}</source>
        <translation>{scale}: Summe {range}</translation>
    </message>
    <message>
        <source>{scale} {total} is out of {range}</source>
        <translation>{scale} {total} liegt nicht in {range}</translation>
    </message>
</context>
<context>
    <name>TrendFoot</name>
    <message>
        <source>What stood there at that time</source>
        <translation>Was zu dieser Zeit dort stand</translation>
    </message>
</context>
<context>
    <name>TrendHead</name>
    <message>
        <source>LIVE</source>
        <translation>LIVE</translation>
    </message>
    <message>
        <source>Back to the live trend</source>
        <translation>Zurück zum Live-Trend</translation>
    </message>
    <message>
        <source>Show the intensity in the trend</source>
        <translation>Die Stärke im Trend zeigen</translation>
    </message>
    <message>
        <source>Show the single signs under the trend</source>
        <translation>Die Einzelzeichen unter dem Trend zeigen</translation>
    </message>
    <message>
        <source>TREND</source>
        <translation>TREND</translation>
    </message>
    <message>
        <source>10 min</source>
        <translation>10 min</translation>
    </message>
    <message>
        <source>1 h</source>
        <translation>1 h</translation>
    </message>
    <message>
        <source>8 h</source>
        <translation>8 h</translation>
    </message>
    <message>
        <source>24 h</source>
        <translation>24 h</translation>
    </message>
    <message>
        <source>Show the last {span}</source>
        <translation>Die letzten {span} zeigen</translation>
    </message>
    <message>
        <source>Back in time</source>
        <translation>Zurück in der Zeit</translation>
    </message>
    <message>
        <source>Forward in time</source>
        <translation>Vorwärts in der Zeit</translation>
    </message>
</context>
<context>
    <name>TrendOverview</name>
    <message>
        <source>Overview of the recorded time; touch to look there</source>
        <translation>Übersicht der aufgezeichneten Zeit; zum Ansehen berühren</translation>
    </message>
    <message>
        <source>Highest score and scored share per stretch of time; touch to look there</source>
        <translation>Höchster Score und bewerteter Anteil je Zeitabschnitt; zum Ansehen berühren</translation>
    </message>
</context>
<context>
    <name>TrendPanel</name>
    <message>
        <source>REVIEW - NOT LIVE</source>
        <translation>RÜCKBLICK - NICHT LIVE</translation>
    </message>
    <message>
        <source>averaged</source>
        <translation>gemittelt</translation>
    </message>
    <message>
        <source>range</source>
        <translation>Spanne</translation>
    </message>
    <message>
        <source>each picture</source>
        <translation>je Bild</translation>
    </message>
    <message>
        <source>not scored</source>
        <translation>nicht bewertet</translation>
    </message>
    <message>
        <source>intensity {value} ({word})</source>
        <translation>Stärke {value} ({word})</translation>
    </message>
    <message>
        <source>not assessed</source>
        <translation>nicht beurteilt</translation>
    </message>
    <message>
        <source>strength {strength} %</source>
        <translation>Stärke {strength} %</translation>
    </message>
    <message>
        <source>confidence {confidence} %</source>
        <translation>Sicherheit {confidence} %</translation>
    </message>
    <message>
        <source>present {share} % of 30 s</source>
        <translation>{share} % von 30 s</translation>
    </message>
    <message>
        <source>care mode</source>
        <translation>Pflege</translation>
    </message>
    <message>
        <source>alarm</source>
        <translation>Alarm</translation>
    </message>
    <message>
        <source>intensity</source>
        <translation>Stärke</translation>
    </message>
    <message>
        <source>{share} % scored</source>
        <translation>{share} % bewertet</translation>
    </message>
</context>
<context>
    <name>TrendPlot</name>
    <message>
        <source>Trend of the facial pain score</source>
        <translation>Trend des Gesichts-Schmerzscores</translation>
    </message>
</context>
<context>
    <name>UsualSheet</name>
    <message>
        <source>Usual for this infant</source>
        <translation>Üblich für dieses Kind</translation>
    </message>
    <message>
        <source>Take the last 5 minutes as usual</source>
        <translation>Letzte 5 Minuten als üblich nehmen</translation>
    </message>
    <message>
        <source>Take the baseline back</source>
        <translation>Ausgangswert zurücknehmen</translation>
    </message>
    <message>
        <source>Switch adaptation on</source>
        <translation>Anpassung einschalten</translation>
    </message>
    <message>
        <source>Begin adaptation again</source>
        <translation>Anpassung neu beginnen</translation>
    </message>
    <message>
        <source>Baseline</source>
        <translation>Ausgangswert</translation>
    </message>
    <message>
        <source>Adaptation of the score</source>
        <translation>Anpassung des Scores</translation>
    </message>
    <message>
        <source>A baseline is only shown beside the score. Adaptation changes the score: by at most {lowered} down and {raised} up, never down where single signs or expression say distress. It learns from calm minutes only.</source>
        <translation>Ein Ausgangswert wird nur neben dem Score gezeigt. Die Anpassung ändert den Score: um höchstens {lowered} nach unten und {raised} nach oben, nie nach unten, wo Einzelzeichen oder Ausdruck dagegen sprechen. Sie lernt nur aus ruhigen Minuten.</translation>
    </message>
    <message>
        <source>None measured yet.</source>
        <translation>Noch keiner gemessen.</translation>
    </message>
    <message>
        <source>It needs a minute of low, even scores of a settled infant.</source>
        <translation>Dafür braucht es eine Minute niedriger, gleichmäßiger Scores eines ruhigen Kindes.</translation>
    </message>
    <message>
        <source>{median}, spread {spread}, of {seconds} scored seconds</source>
        <translation>{median}, Streuung {spread}, aus {seconds} bewerteten Sekunden</translation>
    </message>
    <message>
        <source>no score now</source>
        <translation>jetzt kein Score</translation>
    </message>
    <message>
        <source>Now against it: {over}</source>
        <translation>Jetzt im Vergleich: {over}</translation>
    </message>
    <message>
        <source>Switch adaptation off</source>
        <translation>Anpassung ausschalten</translation>
    </message>
    <message>
        <source>Shift {shift} of at most {most} (log-odds, + lowers), from {minutes} calm minutes.</source>
        <translation>Verschiebung {shift} von höchstens {most} (Log-Odds, + senkt), aus {minutes} ruhigen Minuten.</translation>
    </message>
    <message>
        <source>Score {score}, without adaptation {without}.</source>
        <translation>Score {score}, ohne Anpassung {without}.</translation>
    </message>
    <message>
        <source>Learning now: {why}</source>
        <translation>Lernen jetzt: {why}</translation>
    </message>
</context>
<context>
    <name>VideoView</name>
    <message>
        <source>Live picture</source>
        <translation>Live-Bild</translation>
    </message>
    <message>
        <source>1 score/s</source>
        <translation>1 Score/s</translation>
    </message>
    <message>
        <source>full rate</source>
        <translation>volle Rate</translation>
    </message>
    <message>
        <source>IMAGE HIDDEN</source>
        <translation>BILD VERBORGEN</translation>
    </message>
    <message>
        <source>monitoring goes on</source>
        <translation>Überwachung läuft weiter</translation>
    </message>
    <message>
        <source>NO IMAGE</source>
        <translation>KEIN BILD</translation>
    </message>
    <message>
        <source>NO LIVE IMAGE</source>
        <translation>KEIN LIVE-BILD</translation>
    </message>
    <message>
        <source>SIMULATED</source>
        <translation>SIMULIERT</translation>
    </message>
    <message>
        <source>LIVE</source>
        <translation>LIVE</translation>
    </message>
    <message>
        <source>{fps} fps   age {age} ms</source>
        <translation>{fps} B/s   Alter {age} ms</translation>
    </message>
    <message>
        <source>NOT LIVE</source>
        <translation>NICHT LIVE</translation>
    </message>
</context>
<context>
    <name>VolumeRow</name>
    <message>
        <source>Alarm volume</source>
        <translation>Alarmlautstärke</translation>
    </message>
    <message>
        <source>Listen</source>
        <translation>Anhören</translation>
    </message>
    <message>
        <source>Hear an alarm at this volume</source>
        <translation>Einen Alarm in dieser Lautstärke anhören</translation>
    </message>
</context>
<context>
    <name>WatchdogWindow</name>
    <message>
        <source>NeoPain - watchdog</source>
        <translation>NeoPain - Wächter</translation>
    </message>
    <message>
        <source>I have seen it</source>
        <translation>Gesehen</translation>
    </message>
    <message>
        <source>MONITORING HAS STOPPED</source>
        <translation>ÜBERWACHUNG STEHT STILL</translation>
    </message>
    <message>
        <source>Last sign of life: {time}.</source>
        <translation>Letztes Lebenszeichen: {time}.</translation>
    </message>
    <message>
        <source>Look at the infant. Assess by hand. Restart NeoPain.</source>
        <translation>Kind ansehen. Von Hand einschätzen. NeoPain neu starten.</translation>
    </message>
    <message>
        <source>MONITORING RUNS AGAIN</source>
        <translation>ÜBERWACHUNG LÄUFT WIEDER</translation>
    </message>
    <message>
        <source>It stood still from {time}. Look at the infant, then at the record of that time.</source>
        <translation>Stillstand ab {time}. Kind ansehen, dann die Aufzeichnung dieser Zeit.</translation>
    </message>
    <message>
        <source>The program has ended unexpectedly.</source>
        <translation>Das Programm wurde unerwartet beendet.</translation>
    </message>
    <message>
        <source>The screen does not answer: what it shows is old.</source>
        <translation>Der Bildschirm antwortet nicht: was er zeigt, ist alt.</translation>
    </message>
    <message>
        <source>The alarm rules stand still: no alarm will come.</source>
        <translation>Die Alarmregeln stehen still: es kommt kein Alarm.</translation>
    </message>
    <message>
        <source>The program does not answer: what it shows is old.</source>
        <translation>Das Programm antwortet nicht: was es zeigt, ist alt.</translation>
    </message>
</context>
<context>
    <name>WhoseControl</name>
    <message>
        <source>That stay is not over, or is no longer in the record.</source>
        <translation>Dieser Aufenthalt ist nicht beendet oder nicht mehr in der Aufzeichnung.</translation>
    </message>
    <message>
        <source>{code}, {ga} at birth, {age} days at admission</source>
        <translation>{code}, {ga} bei Geburt, {age} Tage bei Aufnahme</translation>
    </message>
    <message>
        <source>{before}
is from now on
{after}

in the list, the trend, the handover and exports. What stood before stays in the stay&apos;s history. By {author}: {reason}.</source>
        <translation>{before}
ist von jetzt an
{after}

in Liste, Verlauf, Übergabe und Exporten. Was vorher dort stand, bleibt in der Geschichte des Aufenthalts. Von {author}: {reason}.</translation>
    </message>
    <message>
        <source>Change it</source>
        <translation>Ändern</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>What changes</source>
        <translation>Was sich ändert</translation>
    </message>
    <message>
        <source>Changed; it stands in the history and in the audit.</source>
        <translation>Geändert; es steht im Verlauf und im Prüfprotokoll.</translation>
    </message>
    <message>
        <source>All that was recorded of {merged} ({span}: {sessions} sessions, {alarms} alarms) belongs to {into} from now on. The trend, the statistics, the page of the handover and the exports of {into} then hold both; {merged} is no line of the list any more. This cannot be taken back.</source>
        <translation>Alles, was von {merged} aufgezeichnet wurde ({span}: {sessions} Sitzungen, {alarms} Alarme), gehört ab jetzt zu {into}. Trend, Statistik, Übergabeseite und Exporte von {into} enthalten dann beides; {merged} steht nicht mehr in der Liste. Das lässt sich nicht zurücknehmen.</translation>
    </message>
    <message>
        <source>What was recorded from {start} to {stop} ({alarms} alarms) belongs to {other} from now on, with its notes and manual scores. It leaves the trend and all statistics of {code}. It can be moved back in the same way.</source>
        <translation>Was von {start} bis {stop} aufgezeichnet wurde ({alarms} Alarme), gehört ab jetzt zu {other}, mit Notizen und Einschätzungen. Es verschwindet aus Trend und Statistik von {code}. Auf demselben Weg lässt es sich zurückgeben.</translation>
    </message>
    <message>
        <source>nobody admitted</source>
        <translation>niemand aufgenommen</translation>
    </message>
    <message>
        <source>Readings are neither copied nor changed. By {author}: {reason}. A session that runs shows it after its next start.</source>
        <translation>Messwerte werden weder kopiert noch geändert. Durch {author}: {reason}. Eine laufende Sitzung zeigt es nach ihrem nächsten Start.</translation>
    </message>
</context>
<context>
    <name>WhoseSheet</name>
    <message>
        <source>nobody admitted</source>
        <translation>niemand aufgenommen</translation>
    </message>
    <message>
        <source>Which infant is it? {code}</source>
        <translation>Welches Kind ist es? {code}</translation>
    </message>
    <message>
        <source>This time was another infant</source>
        <translation>Diese Zeit war ein anderes Kind</translation>
    </message>
    <message>
        <source>Two stays of one infant</source>
        <translation>Zwei Aufenthalte eines Kindes</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>The other stay</source>
        <translation>Der andere Aufenthalt</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Durch</translation>
    </message>
    <message>
        <source>initials or badge</source>
        <translation>Kürzel oder Ausweis</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>in a few words, without names</source>
        <translation>in wenigen Worten, ohne Namen</translation>
    </message>
    <message>
        <source>What changes ...</source>
        <translation>Was sich ändert ...</translation>
    </message>
    <message>
        <source>Code and ages ...</source>
        <translation>Kürzel und Alter ...</translation>
    </message>
    <message>
        <source>Put right code and ages of a stay that is over; say who and why first</source>
        <translation>Kürzel und Alter eines beendeten Aufenthalts berichtigen; zuerst sagen, wer und warum</translation>
    </message>
    <message>
        <source>(here now)</source>
        <translation>(jetzt hier)</translation>
    </message>
    <message>
        <source>Put right before:</source>
        <translation>Früher richtiggestellt:</translation>
    </message>
    <message>
        <source>Nothing was put right about it yet.</source>
        <translation>Daran wurde noch nichts richtiggestellt.</translation>
    </message>
    <message>
        <source>There is no other stay in the record.</source>
        <translation>Die Aufzeichnung enthält keinen anderen Aufenthalt.</translation>
    </message>
    <message>
        <source>Say who decided it, and why.</source>
        <translation>Angeben, wer es entschieden hat und warum.</translation>
    </message>
    <message>
        <source>A time is written as 2026-05-31 14:30.</source>
        <translation>Eine Zeit wird so geschrieben: 2026-05-31 14:30.</translation>
    </message>
    <message>
        <source>Nothing of this was recorded in that time.</source>
        <translation>In dieser Zeit wurde nichts davon aufgezeichnet.</translation>
    </message>
    <message>
        <source>{one} merged into {other}</source>
        <translation>{one} mit {other} vereinigt</translation>
    </message>
    <message>
        <source>a time moved to {other}</source>
        <translation>eine Zeit an {other} übergeben</translation>
    </message>
    <message>
        <source>corrected; before: {code}, {ga}, {age} days</source>
        <translation>berichtigt; vorher: {code}, {ga}, {age} Tage</translation>
    </message>
    <message>
        <source>corrected</source>
        <translation>berichtigt</translation>
    </message>
</context>
<context>
    <name>WhyPanel</name>
    <message>
        <source>SINGLE SIGNS</source>
        <translation>EINZELZEICHEN</translation>
    </message>
    <message>
        <source>not seen</source>
        <translation>nicht zu sehen</translation>
    </message>
    <message>
        <source>{sign}: {now}, present {share} % of the last 30 s</source>
        <translation>{sign}: {now}, in {share} % der letzten 30 s vorhanden</translation>
    </message>
    <message>
        <source>wide now, narrow last 30 s</source>
        <translation>breit jetzt, schmal letzte 30 s</translation>
    </message>
    <message>
        <source>last 30 s</source>
        <translation>letzte 30 s</translation>
    </message>
    <message>
        <source>brow</source>
        <translation>Stirn</translation>
    </message>
    <message>
        <source>Brow bulge</source>
        <translation>Stirnwulst</translation>
    </message>
    <message>
        <source>eyes</source>
        <translation>Augen</translation>
    </message>
    <message>
        <source>Eye squeeze</source>
        <translation>Augen zugekniffen</translation>
    </message>
    <message>
        <source>fold</source>
        <translation>Falte</translation>
    </message>
    <message>
        <source>Nasolabial furrow</source>
        <translation>Nasolabialfalte</translation>
    </message>
    <message>
        <source>lips</source>
        <translation>Lippen</translation>
    </message>
    <message>
        <source>Open lips</source>
        <translation>Lippen offen</translation>
    </message>
    <message>
        <source>jaw</source>
        <translation>Kiefer</translation>
    </message>
    <message>
        <source>Mouth stretched vertically</source>
        <translation>Mund senkrecht gedehnt</translation>
    </message>
    <message>
        <source>wide</source>
        <translation>breit</translation>
    </message>
    <message>
        <source>Mouth stretched horizontally</source>
        <translation>Mund waagrecht gedehnt</translation>
    </message>
    <message>
        <source>face</source>
        <translation>Miene</translation>
    </message>
    <message>
        <source>Expression network: distress</source>
        <translation>Ausdrucksnetz: Not</translation>
    </message>
    <message>
        <source>An open mouth alone is no sign of pain.</source>
        <translation>Ein offener Mund allein spricht nicht für Schmerz.</translation>
    </message>
</context>
<context>
    <name>WhySheet</name>
    <message>
        <source>Of the facial pain score (investigational), not a clinical scale. It says how the score and the alarm rules were, not whether the infant was in pain.</source>
        <translation>Zum Gesichts-Schmerzscore (nur zu Forschungszwecken), keine klinische Skala. Es sagt, wie Score und Alarmregeln waren, nicht, ob das Kind Schmerzen hatte.</translation>
    </message>
    <message>
        <source>Why this alarm</source>
        <translation>Warum dieser Alarm</translation>
    </message>
    <message>
        <source>initials, optional</source>
        <translation>Kürzel, freiwillig</translation>
    </message>
    <message>
        <source>Your initials, optional</source>
        <translation>Ihr Kürzel, freiwillig</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Mark as reviewed</source>
        <translation>Als angesehen markieren</translation>
    </message>
    <message>
        <source>Alarm</source>
        <translation>Alarm</translation>
    </message>
    <message>
        <source>Raised</source>
        <translation>Ausgelöst</translation>
    </message>
    <message>
        <source>worst {value}, limit {limit}</source>
        <translation>höchster {value}, Grenzwert {limit}</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Limits then</source>
        <translation>Grenzwerte damals</translation>
    </message>
    <message>
        <source>Readings of the minute before</source>
        <translation>Messungen der Minute davor</translation>
    </message>
    <message>
        <source>Signals</source>
        <translation>Signale</translation>
    </message>
    <message>
        <source>Acknowledged</source>
        <translation>Quittiert</translation>
    </message>
    <message>
        <source>Over</source>
        <translation>Vorüber</translation>
    </message>
    <message>
        <source>Reviewed</source>
        <translation>Angesehen</translation>
    </message>
    <message>
        <source>not told in the record</source>
        <translation>steht nicht in der Aufzeichnung</translation>
    </message>
    <message>
        <source>{scored} of {count} scored</source>
        <translation>{scored} von {count} bewertet</translation>
    </message>
    <message>
        <source>averaged score {low} to {high}, last {last}</source>
        <translation>gemittelter Score {low} bis {high}, zuletzt {last}</translation>
    </message>
    <message>
        <source>held back (care mode or standby)</source>
        <translation>zurückgehalten (Pflegemodus oder Standby)</translation>
    </message>
    <message>
        <source>shown; the sound was paused</source>
        <translation>gezeigt; der Ton pausierte</translation>
    </message>
    <message>
        <source>shown and sounded as the ward&apos;s rules say</source>
        <translation>gezeigt und hörbar nach den Regeln der Station</translation>
    </message>
    <message>
        <source>by nobody</source>
        <translation>von niemandem</translation>
    </message>
    <message>
        <source>after {span}</source>
        <translation>nach {span}</translation>
    </message>
    <message>
        <source>the record does not say</source>
        <translation>die Aufzeichnung sagt es nicht</translation>
    </message>
    <message>
        <source>not yet</source>
        <translation>noch nicht</translation>
    </message>
</context>
<context>
    <name>WordsSheet</name>
    <message>
        <source>Note in your own words</source>
        <translation>Vermerk in eigenen Worten</translation>
    </message>
    <message>
        <source>What happened? Do not write names.</source>
        <translation>Was ist geschehen? Keine Namen schreiben.</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
</context>
<context>
    <name>advice</name>
    <message>
        <source>As it is now, the face would not be scored.</source>
        <translation>So, wie es jetzt ist, bekäme das Gesicht keinen Score.</translation>
    </message>
    <message>
        <source>The face is seen, but only just well enough.</source>
        <translation>Das Gesicht ist zu sehen, aber nur eben gut genug.</translation>
    </message>
    <message>
        <source>The face is seen well.</source>
        <translation>Das Gesicht ist gut zu sehen.</translation>
    </message>
    <message>
        <source>Face</source>
        <translation>Gesicht</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Licht</translation>
    </message>
    <message>
        <source>Sharpness</source>
        <translation>Schärfe</translation>
    </message>
    <message>
        <source>Angle</source>
        <translation>Winkel</translation>
    </message>
    <message>
        <source>not known without a face</source>
        <translation>ohne Gesicht nicht bekannt</translation>
    </message>
    <message>
        <source>found</source>
        <translation>gefunden</translation>
    </message>
    <message>
        <source>{value} px wide, at least {limit}</source>
        <translation>{value} px breit, mindestens {limit}</translation>
    </message>
    <message>
        <source>turned by {value}°, at most {limit}</source>
        <translation>um {value}° gedreht, höchstens {limit}</translation>
    </message>
    <message>
        <source>{value} of 255</source>
        <translation>{value} von 255</translation>
    </message>
    <message>
        <source>No face is seen: point the camera at it, from above the forehead</source>
        <translation>Kein Gesicht zu sehen: Kamera darauf richten, von oberhalb der Stirn</translation>
    </message>
    <message>
        <source>Another face is seen, too: let only the infant&apos;s be there</source>
        <translation>Noch ein Gesicht ist zu sehen: nur das des Kindes soll da sein</translation>
    </message>
    <message>
        <source>A part of the face is outside the picture: move the camera</source>
        <translation>Ein Teil des Gesichts ist außerhalb des Bildes: Kamera bewegen</translation>
    </message>
    <message>
        <source>Something lies on the face or before it: free it if you may</source>
        <translation>Etwas liegt auf oder vor dem Gesicht: wenn erlaubt, freilegen</translation>
    </message>
    <message>
        <source>Move the camera closer, or zoom in</source>
        <translation>Kamera näher heran oder heranzoomen</translation>
    </message>
    <message>
        <source>Too dark: more light, or the camera&apos;s night mode</source>
        <translation>Zu dunkel: mehr Licht oder Nachtmodus der Kamera</translation>
    </message>
    <message>
        <source>Too bright: shade the lamp, or let the camera adjust</source>
        <translation>Zu hell: Lampe abschirmen oder die Kamera sich anpassen lassen</translation>
    </message>
    <message>
        <source>Light from one side: turn the lamp or the camera</source>
        <translation>Licht von einer Seite: Lampe oder Kamera drehen</translation>
    </message>
    <message>
        <source>Coloured light, as from phototherapy: use white or infrared</source>
        <translation>Farbiges Licht wie bei Phototherapie: weißes oder infrarotes verwenden</translation>
    </message>
    <message>
        <source>Blurred: focus, wipe the lens, look through no plastic</source>
        <translation>Unscharf: scharf stellen, Linse abwischen, nicht durch Kunststoff filmen</translation>
    </message>
    <message>
        <source>Grainy: more light, or less compression in the camera</source>
        <translation>Körnig: mehr Licht oder weniger Kompression in der Kamera</translation>
    </message>
    <message>
        <source>Look at the face more from the front</source>
        <translation>Das Gesicht mehr von vorn aufnehmen</translation>
    </message>
</context>
<context>
    <name>core</name>
    <message>
        <source>nobody is admitted here; nothing to correct</source>
        <translation>hier ist niemand aufgenommen; es gibt nichts zu berichtigen</translation>
    </message>
    <message>
        <source>nobody is admitted here; nothing to discharge</source>
        <translation>hier ist niemand aufgenommen; es gibt niemanden zu entlassen</translation>
    </message>
    <message>
        <source>a PIN is set already; type it, or have the machine&apos;s owner delete its file</source>
        <translation>es gibt schon eine PIN; geben Sie sie ein, oder lassen Sie den Besitzer dieses Computers ihre Datei löschen</translation>
    </message>
    <message>
        <source>no PIN was set yet; set one first</source>
        <translation>es gibt noch keine PIN; legen Sie zuerst eine fest</translation>
    </message>
    <message>
        <source>a backup&apos;s name ends with {suffix}; got {name}</source>
        <translation>der Name einer Sicherung endet mit {suffix}; erhalten: {name}</translation>
    </message>
    <message>
        <source>{target} exists; a backup replaces nothing: choose another name</source>
        <translation>{target} gibt es schon; eine Sicherung ersetzt nichts: wählen Sie einen anderen Namen</translation>
    </message>
    <message>
        <source>{source} is no file; give what `neopain backup` wrote</source>
        <translation>{source} ist keine Datei; geben Sie an, was `neopain backup` geschrieben hat</translation>
    </message>
    <message>
        <source>{source} is the record itself; give what `neopain backup` wrote</source>
        <translation>{source} ist die Aufzeichnung selbst; geben Sie an, was `neopain backup` geschrieben hat</translation>
    </message>
    <message>
        <source>{target} cannot be written: {why}; free space or choose another folder</source>
        <translation>{target} kann nicht geschrieben werden: {why}; schaffen Sie Platz, oder wählen Sie einen anderen Ordner</translation>
    </message>
    <message>
        <source>{source} cannot be restored: {why}; check the folder and its free space</source>
        <translation>{source} kann nicht wiederhergestellt werden: {why}; prüfen Sie den Ordner und seinen freien Platz</translation>
    </message>
    <message>
        <source>{source} is damaged ({fault}); `neopain recover` reads what is left</source>
        <translation>{source} ist beschädigt ({fault}); `neopain recover` liest, was übrig ist</translation>
    </message>
    <message>
        <source>a camera&apos;s name has 1 to {most} characters, best the bed&apos;s, such as Bed 4; type another</source>
        <translation>der Name einer Kamera hat 1 bis {most} Zeichen, am besten der des Bettes wie Bett 4; einen anderen eingeben</translation>
    </message>
    <message>
        <source>no camera is known as {name}; known: {known}</source>
        <translation>keine Kamera ist bekannt als {name}; bekannt: {known}</translation>
    </message>
    <message>
        <source>at most {most} cameras are known; forget one first</source>
        <translation>höchstens {most} Kameras sind bekannt; zuerst eine vergessen</translation>
    </message>
    <message>
        <source>{file} cannot be written ({why}); check the disk</source>
        <translation>{file} kann nicht geschrieben werden ({why}); prüfen Sie den Datenträger</translation>
    </message>
    <message>
        <source>the camera has told them by ONVIF</source>
        <translation>die Kamera hat sie über ONVIF genannt</translation>
    </message>
    <message>
        <source>{file} exists; nothing was replaced; choose another name</source>
        <translation>{file} gibt es schon; nichts wurde ersetzt; wählen Sie einen anderen Namen</translation>
    </message>
    <message>
        <source>several stays begin with {which}; give more of the id</source>
        <translation>mehrere Aufenthalte beginnen mit {which}; geben Sie mehr von der Nummer an</translation>
    </message>
    <message>
        <source>nothing was recorded in that stay</source>
        <translation>in diesem Aufenthalt wurde nichts aufgezeichnet</translation>
    </message>
    <message>
        <source>Not monitored until the next session</source>
        <translation>Nicht überwacht bis zur nächsten Sitzung</translation>
    </message>
    <message>
        <source>Monitored again, session {number}</source>
        <translation>Wieder überwacht, Sitzung {number}</translation>
    </message>
    <message>
        <source>The record is damaged ({fault}); `neopain verify` names all of it</source>
        <translation>Die Aufzeichnung ist beschädigt ({fault}); `neopain verify` nennt alles</translation>
    </message>
    <message>
        <source>neither the record nor another place takes it yet; it is tried again</source>
        <translation>weder die Aufzeichnung noch ein anderer Ort nimmt es bis jetzt an; es wird erneut versucht</translation>
    </message>
    <message>
        <source>there is no assessment {id} in this session</source>
        <translation>in dieser Sitzung gibt es keine Beurteilung {id}</translation>
    </message>
    <message>
        <source>{who} changed this meanwhile (revision {revision}, yours was made from {yours}); look at it again, then change it</source>
        <translation>{who} hat das inzwischen geändert (Fassung {revision}, Ihre entstand aus {yours}); sehen Sie es noch einmal an, und ändern Sie es dann</translation>
    </message>
    <message>
        <source>no place takes what the record refuses: {why}</source>
        <translation>kein Ort nimmt an, was die Aufzeichnung ablehnt: {why}</translation>
    </message>
    <message>
        <source>{path} may only be read; nothing was removed</source>
        <translation>{path} darf nur gelesen werden; nichts wurde entfernt</translation>
    </message>
    <message>
        <source>nothing was recorded in it yet</source>
        <translation>darin wurde noch nichts aufgezeichnet</translation>
    </message>
    <message>
        <source>there is no stay and no session {id} any more; look at the list again</source>
        <translation>einen Aufenthalt oder eine Sitzung {id} gibt es nicht mehr; sehen Sie die Liste noch einmal an</translation>
    </message>
    <message>
        <source>nothing of this was recorded in that time; choose another one</source>
        <translation>in dieser Zeit wurde nichts davon aufgezeichnet; eine andere wählen</translation>
    </message>
    <message>
        <source>Simulated neonate</source>
        <translation>Simuliertes Neugeborenes</translation>
    </message>
    <message>
        <source>the models are not open yet; wait until the window says that they are ready</source>
        <translation>die Modelle sind noch nicht geöffnet; warten Sie, bis das Fenster sie als bereit meldet</translation>
    </message>
    <message>
        <source>an address such as rtsp://user:password@192.168.1.20:554/stream</source>
        <translation>eine Adresse wie rtsp://benutzer:passwort@192.168.1.20:554/stream</translation>
    </message>
    <message>
        <source>a camera&apos;s address begins with {schemes}; this one does not; type {example}</source>
        <translation>die Adresse einer Kamera beginnt mit {schemes}; diese nicht; geben Sie ein: {example}</translation>
    </message>
    <message>
        <source>this address can be read in two ways, because an @ follows a / or ? or #; in a user name or password write / as %2F, ? as %3F, # as %23 and @ as %40; in a path write @ as %40</source>
        <translation>diese Adresse lässt sich auf zwei Arten lesen, weil ein @ nach einem / oder ? oder # steht; in Benutzername oder Passwort / als %2F, ? als %3F, # als %23 und @ als %40 schreiben, im Pfad @ als %40</translation>
    </message>
    <message>
        <source>the host in a camera&apos;s address is a name or a number with a port from 1 to 65535; this one is not; type {example}</source>
        <translation>der Host in der Adresse einer Kamera ist ein Name oder eine Nummer mit einem Port von 1 bis 65535; dieser nicht; geben Sie ein: {example}</translation>
    </message>
    <message>
        <source>a camera&apos;s address has at most {most} characters; got {got}; type {example}</source>
        <translation>die Adresse einer Kamera hat höchstens {most} Zeichen; erhalten: {got}; geben Sie ein: {example}</translation>
    </message>
    <message>
        <source>a camera&apos;s address holds no spaces or control characters; character {position} is one; write a space as %20</source>
        <translation>die Adresse einer Kamera enthält weder Leer- noch Steuerzeichen; Zeichen {position} ist eines; ein Leerzeichen als %20 schreiben</translation>
    </message>
    <message>
        <source>camera {number}</source>
        <translation>Kamera {number}</translation>
    </message>
    <message>
        <source>USB camera {name}</source>
        <translation>USB-Kamera {name}</translation>
    </message>
    <message>
        <source>no picture of three colours</source>
        <translation>kein Bild mit drei Farben</translation>
    </message>
    <message>
        <source>the driver refused it</source>
        <translation>der Treiber wies es ab</translation>
    </message>
    <message>
        <source>the light flickers: the picture&apos;s brightness swings by {swing:.0f} %; switch off the lamp that flickers, or set the camera&apos;s mains frequency</source>
        <translation>das Licht flackert: die Helligkeit des Bildes schwankt um {swing:.0f} %; die flackernde Lampe ausschalten oder in der Kamera die Netzfrequenz einstellen</translation>
    </message>
    <message>
        <source>the same seconds come again and again: no live picture</source>
        <translation>dieselben Sekunden kommen immer wieder: kein Livebild</translation>
    </message>
    <message>
        <source>the view has changed as a whole: was the camera moved or turned?</source>
        <translation>das Bild hat sich im Ganzen geändert: wurde die Kamera bewegt oder gedreht?</translation>
    </message>
    <message>
        <source>the view is upside down now: was the camera turned?</source>
        <translation>das Bild steht jetzt auf dem Kopf: wurde die Kamera gedreht?</translation>
    </message>
    <message>
        <source>the view has shifted by {aside:.0f} % of its width and {up:.0f} % of its height: was the camera moved?</source>
        <translation>das Bild hat sich um {aside:.0f} % seiner Breite und {up:.0f} % seiner Höhe verschoben: wurde die Kamera bewegt?</translation>
    </message>
    <message>
        <source>the camera has switched to colour (day) pictures</source>
        <translation>die Kamera hat auf farbige Bilder (Tag) umgeschaltet</translation>
    </message>
    <message>
        <source>the camera has switched to grey (night) pictures</source>
        <translation>die Kamera hat auf graue Bilder (Nacht) umgeschaltet</translation>
    </message>
    <message>
        <source>{fault}; trying again</source>
        <translation>{fault}; neuer Versuch</translation>
    </message>
    <message>
        <source>the picture&apos;s size changed from {before} to {width} x {height}</source>
        <translation>die Bildgröße hat sich von {before} auf {width} x {height} geändert</translation>
    </message>
    <message>
        <source>{count} broken picture(s) skipped</source>
        <translation>{count} beschädigte(s) Bild(er) übersprungen</translation>
    </message>
    <message>
        <source>a camera of a brand wants its name or number in the network alone, such as 192.168.1.20; this is more than that; for a whole address choose no brand</source>
        <translation>mit einer Marke nur Name oder Nummer (IP) der Kamera eingeben, etwa 192.168.1.20; das hier ist mehr; für eine vollständige Adresse keine Marke wählen</translation>
    </message>
    <message>
        <source>has a host name that this network does not know</source>
        <translation>hat einen Namen, den dieses Netz nicht kennt</translation>
    </message>
    <message>
        <source>check the name or use the number</source>
        <translation>Namen prüfen oder die Nummer (IP-Adresse) eingeben</translation>
    </message>
    <message>
        <source>has a host name that cannot exist</source>
        <translation>hat einen Namen, den es nicht geben kann</translation>
    </message>
    <message>
        <source>check its dots and its length</source>
        <translation>Punkte und Länge prüfen</translation>
    </message>
    <message>
        <source>refuses the connection</source>
        <translation>lehnt die Verbindung ab</translation>
    </message>
    <message>
        <source>check the port and that the camera&apos;s stream is switched on</source>
        <translation>Port prüfen, und ob das Bild der Kamera eingeschaltet ist</translation>
    </message>
    <message>
        <source>cannot be reached ({detail})</source>
        <translation>ist nicht erreichbar ({detail})</translation>
    </message>
    <message>
        <source>check the network cable and that this computer is in the same network</source>
        <translation>Netzkabel prüfen, und ob dieser Rechner im selben Netz ist</translation>
    </message>
    <message>
        <source>does not answer within {detail}</source>
        <translation>antwortet nicht innerhalb von {detail}</translation>
    </message>
    <message>
        <source>check power, cable and network</source>
        <translation>Strom, Kabel und Netz prüfen</translation>
    </message>
    <message>
        <source>does not speak TLS ({detail})</source>
        <translation>spricht kein TLS ({detail})</translation>
    </message>
    <message>
        <source>check the port, or type http or rtsp instead of https or rtsps</source>
        <translation>Port prüfen, oder http oder rtsp statt https oder rtsps eingeben</translation>
    </message>
    <message>
        <source>shows a certificate that is not trusted ({detail})</source>
        <translation>zeigt ein Zertifikat, dem nicht vertraut wird ({detail})</translation>
    </message>
    <message>
        <source>compare the fingerprint with the one on the camera&apos;s own page and accept it for this camera, or install the hospital&apos;s authority on this computer</source>
        <translation>Fingerabdruck mit dem auf der Seite der Kamera vergleichen und für diese Kamera annehmen, oder die Zertifizierungsstelle des Krankenhauses auf diesem Rechner einrichten</translation>
    </message>
    <message>
        <source>shows another certificate than the accepted one ({detail})</source>
        <translation>zeigt ein anderes Zertifikat als das angenommene ({detail})</translation>
    </message>
    <message>
        <source>if the camera was reset or renewed, compare the fingerprint and accept it again; else somebody may be between this computer and the camera</source>
        <translation>wurde die Kamera zurückgesetzt oder erneuert, Fingerabdruck vergleichen und neu annehmen; sonst steht vielleicht jemand zwischen diesem Rechner und der Kamera</translation>
    </message>
    <message>
        <source>asks for a user name and password</source>
        <translation>verlangt Benutzername und Passwort</translation>
    </message>
    <message>
        <source>give those of the camera</source>
        <translation>die der Kamera angeben</translation>
    </message>
    <message>
        <source>refuses user name or password</source>
        <translation>weist Benutzername oder Passwort zurück</translation>
    </message>
    <message>
        <source>check user name, password and that the user may see the stream</source>
        <translation>Benutzername und Passwort prüfen, und ob dieser Benutzer das Bild sehen darf</translation>
    </message>
    <message>
        <source>asks for a kind of login that is not known ({detail})</source>
        <translation>verlangt eine unbekannte Art der Anmeldung ({detail})</translation>
    </message>
    <message>
        <source>switch the camera to digest or basic</source>
        <translation>Kamera auf Digest oder Basic stellen</translation>
    </message>
    <message>
        <source>does not let this user see the stream</source>
        <translation>lässt diesen Benutzer das Bild nicht sehen</translation>
    </message>
    <message>
        <source>give the user the right to see live video</source>
        <translation>dem Benutzer das Recht auf Livebilder geben</translation>
    </message>
    <message>
        <source>has no stream under this path</source>
        <translation>hat unter diesem Pfad kein Bild</translation>
    </message>
    <message>
        <source>check the path of the address in the camera&apos;s manual</source>
        <translation>Pfad der Adresse in der Anleitung der Kamera nachsehen</translation>
    </message>
    <message>
        <source>has no room for another viewer ({detail})</source>
        <translation>hat keinen Platz für einen weiteren Zuschauer ({detail})</translation>
    </message>
    <message>
        <source>close other programs that watch this camera</source>
        <translation>andere Programme schließen, die diese Kamera zeigen</translation>
    </message>
    <message>
        <source>answers with an error ({detail})</source>
        <translation>antwortet mit einem Fehler ({detail})</translation>
    </message>
    <message>
        <source>check the address; restart the camera if it stays so</source>
        <translation>Adresse prüfen; Kamera neu starten, wenn es so bleibt</translation>
    </message>
    <message>
        <source>sends the monitor on to {detail}</source>
        <translation>schickt den Monitor weiter zu {detail}</translation>
    </message>
    <message>
        <source>this is not followed, as user name and password would go there; if that is the camera&apos;s true address, type it</source>
        <translation>dem wird nicht gefolgt, denn Benutzername und Passwort gingen dorthin; ist das die wahre Adresse der Kamera, diese eingeben</translation>
    </message>
    <message>
        <source>does not answer as a camera of this kind ({detail})</source>
        <translation>antwortet nicht wie eine Kamera dieser Art ({detail})</translation>
    </message>
    <message>
        <source>check the port, and http or rtsp in the address</source>
        <translation>Port prüfen, und http oder rtsp in der Adresse</translation>
    </message>
    <message>
        <source>takes the connection but says nothing for {detail}</source>
        <translation>nimmt die Verbindung an, sagt aber {detail} lang nichts</translation>
    </message>
    <message>
        <source>restart the camera; check the port</source>
        <translation>Kamera neu starten; Port prüfen</translation>
    </message>
    <message>
        <source>gives a web page, not pictures</source>
        <translation>gibt eine Webseite, keine Bilder</translation>
    </message>
    <message>
        <source>type the address of the stream, which stands in the camera&apos;s manual</source>
        <translation>Adresse des Bildstroms eingeben, sie steht in der Anleitung der Kamera</translation>
    </message>
    <message>
        <source>gives a playlist ({detail}), not pictures</source>
        <translation>gibt eine Wiedergabeliste ({detail}), keine Bilder</translation>
    </message>
    <message>
        <source>type the camera&apos;s RTSP or Motion JPEG address</source>
        <translation>RTSP- oder Motion-JPEG-Adresse der Kamera eingeben</translation>
    </message>
    <message>
        <source>gives a form that is not read ({detail})</source>
        <translation>gibt etwas, das nicht gelesen wird ({detail})</translation>
    </message>
    <message>
        <source>offers no video in its stream</source>
        <translation>bietet kein Video an</translation>
    </message>
    <message>
        <source>check the path; it may be that of the sound only</source>
        <translation>Pfad prüfen, vielleicht ist es der des Tons allein</translation>
    </message>
    <message>
        <source>sends a video codec that is not read ({detail})</source>
        <translation>sendet eine Videokodierung, die nicht gelesen wird ({detail})</translation>
    </message>
    <message>
        <source>set the camera to H.264, H.265 or Motion JPEG</source>
        <translation>Kamera auf H.264, H.265 oder Motion JPEG stellen</translation>
    </message>
    <message>
        <source>sends its stream neither over TCP nor over UDP to one viewer ({detail})</source>
        <translation>sendet weder über TCP noch über UDP an einen einzelnen Zuschauer ({detail})</translation>
    </message>
    <message>
        <source>allow RTP over TCP in the camera&apos;s settings</source>
        <translation>in den Einstellungen der Kamera RTP über TCP erlauben</translation>
    </message>
    <message>
        <source>answers but gives no picture within {detail}</source>
        <translation>antwortet, gibt aber kein Bild innerhalb von {detail}</translation>
    </message>
    <message>
        <source>check the path of the stream and that the camera&apos;s video is switched on</source>
        <translation>Pfad prüfen, und ob das Video der Kamera eingeschaltet ist</translation>
    </message>
    <message>
        <source>sends video without a key picture for {detail}</source>
        <translation>sendet {detail} lang Video ohne Schlüsselbild</translation>
    </message>
    <message>
        <source>set the camera&apos;s key frame interval (GOP, I-frame) to 2 s or less</source>
        <translation>Abstand der Schlüsselbilder (GOP, I-Frame) in der Kamera auf höchstens 2 s stellen</translation>
    </message>
    <message>
        <source>sends pictures that cannot be read ({detail})</source>
        <translation>sendet Bilder, die nicht lesbar sind ({detail})</translation>
    </message>
    <message>
        <source>check the network; restart the camera</source>
        <translation>Netz prüfen; Kamera neu starten</translation>
    </message>
    <message>
        <source>sends pictures that are too large ({detail})</source>
        <translation>sendet zu große Bilder ({detail})</translation>
    </message>
    <message>
        <source>set the camera to 1920 x 1080 or less</source>
        <translation>Kamera auf höchstens 1920 x 1080 stellen</translation>
    </message>
    <message>
        <source>has stopped sending for {detail}</source>
        <translation>sendet seit {detail} nichts mehr</translation>
    </message>
    <message>
        <source>check its power, its cable and the network</source>
        <translation>Strom, Kabel und Netz prüfen</translation>
    </message>
    <message>
        <source>has ended the stream</source>
        <translation>hat die Übertragung beendet</translation>
    </message>
    <message>
        <source>if this repeats, check power and network of the camera</source>
        <translation>wiederholt sich das, Strom und Netz der Kamera prüfen</translation>
    </message>
    <message>
        <source>does not tell its streams by ONVIF</source>
        <translation>nennt ihre Bildströme nicht über ONVIF</translation>
    </message>
    <message>
        <source>switch ONVIF on in the camera, or go back and choose its brand</source>
        <translation>ONVIF in der Kamera einschalten, oder zurückgehen und die Marke wählen</translation>
    </message>
    <message>
        <source>is not plugged in</source>
        <translation>ist nicht eingesteckt</translation>
    </message>
    <message>
        <source>plug it in again, best into the same socket; it is taken up by itself</source>
        <translation>wieder einstecken, am besten in dieselbe Buchse; sie wird von selbst aufgenommen</translation>
    </message>
    <message>
        <source>does not open</source>
        <translation>lässt sich nicht öffnen</translation>
    </message>
    <message>
        <source>check that it is plugged in, that no other program uses it, and that you may use cameras</source>
        <translation>prüfen, ob sie eingesteckt ist, ob kein anderes Programm sie benutzt und ob Sie Kameras benutzen dürfen</translation>
    </message>
    <message>
        <source>fails in its driver</source>
        <translation>versagt in ihrem Treiber</translation>
    </message>
    <message>
        <source>unplug it and plug it in again</source>
        <translation>abziehen und wieder einstecken</translation>
    </message>
    <message>
        <source>reinstall NeoPain, or make the clip again with &apos;python -m neopain_export.neonate.clip&apos;</source>
        <translation>installieren Sie NeoPain neu, oder erzeugen Sie den Film neu mit &apos;python -m neopain_export.neonate.clip&apos;</translation>
    </message>
    <message>
        <source>simulated neonate</source>
        <translation>simuliertes Neugeborenes</translation>
    </message>
    <message>
        <source>{clip} is missing from {folder}</source>
        <translation>{clip} fehlt in {folder}</translation>
    </message>
    <message>
        <source>{clip} is damaged at picture {place} of {length}</source>
        <translation>{clip} ist bei Bild {place} von {length} beschädigt</translation>
    </message>
    <message>
        <source>{clip} cannot be read as a video</source>
        <translation>{clip} ist nicht als Video lesbar</translation>
    </message>
    <message>
        <source>{clip} in {folder} cannot be opened: {why}</source>
        <translation>{clip} in {folder} kann nicht geöffnet werden: {why}</translation>
    </message>
    <message>
        <source>{script} does not name the clip&apos;s phases: {fault}</source>
        <translation>{script} nennt die Phasen des Films nicht: {fault}</translation>
    </message>
    <message>
        <source>the film&apos;s time stamps jump {how} (jump {number}); the pictures go on after {most:g} s at most</source>
        <translation>die Zeitstempel des Films springen {how} (Sprung {number}); nach höchstens {most:g} s gehen die Bilder weiter</translation>
    </message>
    <message>
        <source>the video ended early: about {missing:.1f} s of {length:.1f} s are missing; the file may be cut short or damaged: copy it again</source>
        <translation>das Video endete zu früh: etwa {missing:.1f} s von {length:.1f} s fehlen; die Datei ist vielleicht abgeschnitten oder beschädigt: noch einmal kopieren</translation>
    </message>
    <message>
        <source>the picture size changes from {before} to {after} after {seconds:.0f} s; what follows cannot be shown undistorted: cut the film there</source>
        <translation>die Bildgröße wechselt nach {seconds:.0f} s von {before} auf {after}; was folgt, kann nicht unverzerrt gezeigt werden: den Film dort teilen</translation>
    </message>
    <message>
        <source>forward by {seconds:.0f} s</source>
        <translation>um {seconds:.0f} s vor</translation>
    </message>
    <message>
        <source>back by {seconds:.0f} s</source>
        <translation>um {seconds:.0f} s zurück</translation>
    </message>
    <message>
        <source>the video broke off: {why}; check the disk or the network drive</source>
        <translation>das Video brach ab: {why}; Datenträger oder Netzlaufwerk prüfen</translation>
    </message>
    <message>
        <source>the video is over</source>
        <translation>das Video ist zu Ende</translation>
    </message>
    <message>
        <source>{file} cannot be read as a video; check or convert the file</source>
        <translation>{file} ist nicht als Video lesbar; Datei prüfen oder umwandeln</translation>
    </message>
    <message>
        <source>{file} cannot be opened: {why}; check the file</source>
        <translation>{file} kann nicht geöffnet werden: {why}; die Datei prüfen</translation>
    </message>
    <message>
        <source>this address gives single pictures; one is asked for every {seconds:g} s; the address of a stream is better</source>
        <translation>diese Adresse gibt Einzelbilder; alle {seconds:g} s wird eines abgerufen; besser ist die Adresse eines Bildstroms</translation>
    </message>
    <message>
        <source>over {size} MiB</source>
        <translation>über {size} MiB</translation>
    </message>
    <message>
        <source>a part without a whole picture</source>
        <translation>ein Teil ohne ganzes Bild</translation>
    </message>
    <message>
        <source>an empty answer</source>
        <translation>einer leeren Antwort</translation>
    </message>
    <message>
        <source>Corrupt JPEG data: {what}</source>
        <translation>beschädigte JPEG-Daten: {what}</translation>
    </message>
    <message>
        <source>Not a JPEG file: {what}</source>
        <translation>keine JPEG-Datei: {what}</translation>
    </message>
    <message>
        <source>an unknown sampling of the colours</source>
        <translation>eine unbekannte Abtastung der Farben</translation>
    </message>
    <message>
        <source>no new picture; the last one is old; check the camera and its network</source>
        <translation>kein neues Bild; das letzte ist alt; Kamera und Netz prüfen</translation>
    </message>
    <message>
        <source>this computer is too slow or was asleep; close other programs</source>
        <translation>dieser Rechner ist zu langsam oder hat geschlafen; andere Programme schließen</translation>
    </message>
    <message>
        <source>pictures arrive too late; the network or this computer is too slow</source>
        <translation>Bilder kommen zu spät an; das Netz oder dieser Rechner ist zu langsam</translation>
    </message>
    <message>
        <source>a source is &apos;simulated&apos;, a camera&apos;s number (0), a device (/dev/video0), an address (rtsp://, rtsps://, http://, https://), a video file, or a folder of pictures</source>
        <translation>eine Quelle ist &apos;simulated&apos;, die Nummer einer Kamera (0), ein Gerät (/dev/video0), eine Adresse (rtsp://, rtsps://, http://, https://), eine Videodatei oder ein Ordner mit Bildern</translation>
    </message>
    <message>
        <source>; &apos;{spec}&apos; is none of these and no file is there</source>
        <translation>; &apos;{spec}&apos; ist nichts davon, und eine solche Datei gibt es nicht</translation>
    </message>
    <message>
        <source>{expected}{came}; check the spelling</source>
        <translation>{expected}{came}; prüfen Sie die Schreibweise</translation>
    </message>
    <message>
        <source>{expected}; {name} cannot be read as a video; check or convert the file</source>
        <translation>{expected}; {name} lässt sich nicht als Video lesen; prüfen Sie die Datei, oder wandeln Sie sie um</translation>
    </message>
    <message>
        <source>a video file; {name} cannot be opened: {why}; check its permissions</source>
        <translation>eine Videodatei; {name} lässt sich nicht öffnen: {why}; prüfen Sie die Zugriffsrechte</translation>
    </message>
    <message>
        <source>damaged or cut short</source>
        <translation>beschädigt oder abgeschnitten</translation>
    </message>
    <message>
        <source>not a picture of a known kind (JPEG, PNG, BMP, TIFF, WebP)</source>
        <translation>kein Bild einer bekannten Art (JPEG, PNG, BMP, TIFF, WebP)</translation>
    </message>
    <message>
        <source>{width} x {height} pixels, more than {most} million: make it smaller</source>
        <translation>{width} x {height} Bildpunkte, mehr als {most} Millionen: verkleinern Sie es</translation>
    </message>
    <message>
        <source>{width} x {height} pixels, a side over {most}: make it smaller</source>
        <translation>{width} x {height} Bildpunkte, eine Seite über {most}: verkleinern Sie es</translation>
    </message>
    <message>
        <source>empty file</source>
        <translation>leere Datei</translation>
    </message>
    <message>
        <source>not a regular file, or a link that leads nowhere</source>
        <translation>keine gewöhnliche Datei oder ein Verweis ins Leere</translation>
    </message>
    <message>
        <source>larger than {size} MiB</source>
        <translation>größer als {size} MiB</translation>
    </message>
    <message>
        <source>cannot be read: {why}</source>
        <translation>nicht lesbar: {why}</translation>
    </message>
    <message>
        <source>more than {most} million pixels: make it smaller</source>
        <translation>mehr als {most} Millionen Bildpunkte: verkleinern Sie es</translation>
    </message>
    <message>
        <source>expected a picture or a folder of pictures; {path} does not exist; check the path</source>
        <translation>erwartet wird ein Bild oder ein Ordner mit Bildern; {path} gibt es nicht; prüfen Sie den Pfad</translation>
    </message>
    <message>
        <source>the folder {path} holds no pictures ({names}); check the path</source>
        <translation>der Ordner {path} enthält keine Bilder ({names}); prüfen Sie den Pfad</translation>
    </message>
    <message>
        <source>the folder {path} cannot be listed: {why}; check its permissions</source>
        <translation>der Inhalt des Ordners {path} ist nicht lesbar: {why}; prüfen Sie die Zugriffsrechte</translation>
    </message>
    <message>
        <source>that was the last picture; none could be read: {why}</source>
        <translation>das war das letzte Bild; keines war lesbar: {why}</translation>
    </message>
    <message>
        <source>that was the last picture</source>
        <translation>das war das letzte Bild</translation>
    </message>
    <message>
        <source>the camera&apos;s clock is {seconds:.0f} s behind this computer&apos;s; times in its pictures are wrong, so let it take its time from the network (NTP)</source>
        <translation>die Uhr der Kamera geht {seconds:.0f} s nach; Zeiten in ihren Bildern sind falsch, daher die Zeit aus dem Netz holen lassen (NTP)</translation>
    </message>
    <message>
        <source>{rate:.1f} pictures a second over {seconds:.0f} s</source>
        <translation>{rate:.1f} Bilder je Sekunde über {seconds:.0f} s</translation>
    </message>
    <message>
        <source>the camera tells no time; nothing here needs it</source>
        <translation>die Kamera nennt keine Zeit; sie wird hier nicht gebraucht</translation>
    </message>
    <message>
        <source>the camera&apos;s clock is within {seconds:g} s of this computer&apos;s</source>
        <translation>die Uhr der Kamera weicht höchstens {seconds:g} s von der dieses Rechners ab</translation>
    </message>
    <message>
        <source>the camera&apos;s clock is {seconds:.0f} s ahead of this computer&apos;s; times in its pictures are wrong, so let it take its time from the network (NTP)</source>
        <translation>die Uhr der Kamera geht {seconds:.0f} s vor; Zeiten in ihren Bildern sind falsch, daher die Zeit aus dem Netz holen lassen (NTP)</translation>
    </message>
    <message>
        <source>{rate}; {count} broken ones skipped</source>
        <translation>{rate}; {count} beschädigte übersprungen</translation>
    </message>
    <message>
        <source>pictures arrive {seconds:.1f} s late; the network or this computer is too slow</source>
        <translation>Bilder kommen {seconds:.1f} s zu spät; das Netz oder dieser Rechner ist zu langsam</translation>
    </message>
    <message>
        <source>{seconds:.2f} s at most between arrival and picture; this address tells no time of taking</source>
        <translation>höchstens {seconds:.2f} s zwischen Ankunft und Bild; diese Adresse nennt keine Aufnahmezeit</translation>
    </message>
    <message>
        <source>the camera</source>
        <translation>die Kamera</translation>
    </message>
    <message>
        <source>{host} answers on port {port}</source>
        <translation>{host} antwortet an Port {port}</translation>
    </message>
    <message>
        <source>after {seconds:.2f} s</source>
        <translation>nach {seconds:.2f} s</translation>
    </message>
    <message>
        <source>none whole in {seconds:.0f} s</source>
        <translation>kein ganzes in {seconds:.0f} s</translation>
    </message>
    <message>
        <source>{seconds:.2f} s at most behind the fastest picture, by the camera&apos;s time stamps</source>
        <translation>höchstens {seconds:.2f} s hinter dem schnellsten Bild, nach den Zeitstempeln der Kamera</translation>
    </message>
    <message>
        <source>{camera} of this computer</source>
        <translation>{camera} dieses Rechners</translation>
    </message>
    <message>
        <source>the driver has opened it</source>
        <translation>der Treiber hat sie geöffnet</translation>
    </message>
    <message>
        <source>not needed: the address asks for no encryption</source>
        <translation>nicht nötig: die Adresse verlangt keine Verschlüsselung</translation>
    </message>
    <message>
        <source>not told by the driver</source>
        <translation>vom Treiber nicht genannt</translation>
    </message>
    <message>
        <source>accepted</source>
        <translation>angenommen</translation>
    </message>
    <message>
        <source>the camera asks for none</source>
        <translation>die Kamera verlangt keine</translation>
    </message>
    <message>
        <source>the accepted one</source>
        <translation>das angenommene</translation>
    </message>
    <message>
        <source>trusted by this computer</source>
        <translation>dieser Rechner vertraut ihm</translation>
    </message>
    <message>
        <source>the camera&apos;s time stamps jumped or stood still; its pictures are shown on</source>
        <translation>die Zeitstempel der Kamera sprangen oder standen still; ihre Bilder werden weiter gezeigt</translation>
    </message>
    <message>
        <source>another model was chosen meanwhile: start a new session</source>
        <translation>Inzwischen wurde ein anderes Modell gewählt: beginnen Sie eine neue Sitzung</translation>
    </message>
    <message>
        <source>{count} clips are called {text}; `neopain clips list` lists them</source>
        <translation>{count} Ausschnitte heißen {text}; `neopain clips list` listet sie auf</translation>
    </message>
    <message>
        <source>the key of {path} is not on this computer (any more)</source>
        <translation>der Schlüssel zu {path} ist nicht (mehr) auf diesem Rechner</translation>
    </message>
    <message>
        <source>the time of clip {clip} was another infant, for whom nobody consented: delete it</source>
        <translation>die Zeit des Ausschnitts {clip} war ein anderes Kind, für das niemand eingewilligt hat: löschen Sie ihn</translation>
    </message>
    <message>
        <source>the key of the clips is not there; withdraw the consent and ask again</source>
        <translation>der Schlüssel der Ausschnitte fehlt; widerrufen Sie die Einwilligung und fragen Sie erneut</translation>
    </message>
    <message>
        <source>in the keyring of this computer ({name})</source>
        <translation>im Schlüsselbund dieses Rechners ({name})</translation>
    </message>
    <message>
        <source>in {path}, for its owner only: whoever has that file and the clips can see them</source>
        <translation>in {path}, nur für den Besitzer: wer diese Datei und die Ausschnitte hat, kann sie sehen</translation>
    </message>
    <message>
        <source>{where} holds no key of clips; the clips of that stay cannot be read</source>
        <translation>{where} enthält keinen Schlüssel; die Ausschnitte dieses Aufenthalts sind nicht lesbar</translation>
    </message>
    <message>
        <source>the keyring did not forget the clips&apos; key; remove it there by hand: {name}</source>
        <translation>der Schlüsselbund hat den Schlüssel der Ausschnitte nicht gelöscht; entfernen Sie ihn dort von Hand: {name}</translation>
    </message>
    <message>
        <source>{path} cannot be read; check its permissions</source>
        <translation>{path} ist nicht lesbar; prüfen Sie die Rechte</translation>
    </message>
    <message>
        <source>{path} cannot be removed: {why}; remove it by hand</source>
        <translation>{path} lässt sich nicht entfernen: {why}; entfernen Sie die Datei von Hand</translation>
    </message>
    <message>
        <source>the key of the clips cannot be kept: {why}; free the disk</source>
        <translation>der Schlüssel der Ausschnitte lässt sich nicht speichern: {why}; schaffen Sie Platz</translation>
    </message>
    <message>
        <source>nobody is admitted here; a consent is for one stay: admit the patient first</source>
        <translation>hier ist niemand aufgenommen; eine Einwilligung gilt für einen Aufenthalt: nehmen Sie den Patienten zuerst auf</translation>
    </message>
    <message>
        <source>withdrawn; still on the disk, unreadable without the key: {paths}; remove them</source>
        <translation>widerrufen; noch auf der Platte, ohne Schlüssel unlesbar: {paths}; entfernen Sie sie</translation>
    </message>
    <message>
        <source>no clip of that stay may be rescored: {why}</source>
        <translation>kein Ausschnitt dieses Aufenthalts darf neu bewertet werden: {why}</translation>
    </message>
    <message>
        <source>{clip}: the consent is for {purpose} only</source>
        <translation>{clip}: die Einwilligung gilt nur für {purpose}</translation>
    </message>
    <message>
        <source>none is kept, see `neopain clips list`</source>
        <translation>es ist keiner aufbewahrt, siehe `neopain clips list`</translation>
    </message>
    <message>
        <source>no stay is called {which}; `neopain stay list` lists them</source>
        <translation>kein Aufenthalt heißt {which}; `neopain stay list` listet sie auf</translation>
    </message>
    <message>
        <source>nobody is admitted here; name the stay, see `neopain stay list`</source>
        <translation>hier ist niemand aufgenommen; nennen Sie den Aufenthalt, siehe `neopain stay list`</translation>
    </message>
    <message>
        <source>{file} is one of NeoPain&apos;s own files, which nothing replaces; choose another name</source>
        <translation>{file} ist eine von NeoPains eigenen Dateien, die nichts ersetzt; anderen Namen wählen</translation>
    </message>
    <message>
        <source>what encrypts a record is not installed: `pip install neopain[encryption]`</source>
        <translation>Was eine Aufzeichnung verschlüsselt, ist nicht installiert: `pip install neopain[encryption]`</translation>
    </message>
    <message>
        <source>the record in {folder} is encrypted already</source>
        <translation>Die Aufzeichnung in {folder} ist schon verschlüsselt</translation>
    </message>
    <message>
        <source>this is the code of another record than {path}</source>
        <translation>Das ist der Code einer anderen Aufzeichnung als {path}</translation>
    </message>
    <message>
        <source>a key beside its record protects nothing: name a file elsewhere than {folder}</source>
        <translation>Ein Schlüssel neben seiner Aufzeichnung schützt nichts: nennen Sie eine Datei außerhalb von {folder}</translation>
    </message>
    <message>
        <source>the record in {folder} cannot be converted: {why}; it needs free space for the record once more</source>
        <translation>Die Aufzeichnung in {folder} kann nicht umgewandelt werden: {why}; es braucht freien Platz für die Aufzeichnung noch einmal</translation>
    </message>
    <message>
        <source>{source} carries a file that no backup has ({name}); give what `neopain backup` wrote</source>
        <translation>{source} enthält eine Datei, die in keiner Sicherung steht ({name}); geben Sie an, was `neopain backup` geschrieben hat</translation>
    </message>
    <message>
        <source>in {path}, for its owner only</source>
        <translation>in {path}, nur für den Besitzer</translation>
    </message>
    <message>
        <source>this computer has no keyring that keeps a key; name a file for it that lies elsewhere than the record, with --key-file FILE</source>
        <translation>Dieser Rechner hat keinen Schlüsselbund, der einen Schlüssel behält; nennen Sie mit --key-file DATEI eine Datei, die woanders liegt als die Aufzeichnung</translation>
    </message>
    <message>
        <source>{path} exists and is not replaced; name a new file for the key</source>
        <translation>{path} gibt es schon und wird nicht ersetzt; nennen Sie eine neue Datei für den Schlüssel</translation>
    </message>
    <message>
        <source>the key cannot be kept in {path}: {why}</source>
        <translation>Der Schlüssel kann nicht in {path} abgelegt werden: {why}</translation>
    </message>
    <message>
        <source>nothing moves in the picture beneath its noise: no live picture</source>
        <translation>unter dem Rauschen bewegt sich nichts im Bild: kein Livebild</translation>
    </message>
    <message>
        <source>a part of the film is damaged: pictures of it cannot be shown; copy the file again</source>
        <translation>ein Teil des Films ist beschädigt: Bilder davon lassen sich nicht zeigen; die Datei neu kopieren</translation>
    </message>
    <message>
        <source>a {codec} that cannot be decoded</source>
        <translation>ein {codec}, das sich nicht entschlüsseln lässt</translation>
    </message>
    <message>
        <source>parts were lost on the way</source>
        <translation>Teile gingen unterwegs verloren</translation>
    </message>
    <message>
        <source>streams</source>
        <translation>Ströme</translation>
    </message>
    <message>
        <source>address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>certificate</source>
        <translation>Zertifikat</translation>
    </message>
    <message>
        <source>login</source>
        <translation>Anmeldung</translation>
    </message>
    <message>
        <source>first picture</source>
        <translation>erstes Bild</translation>
    </message>
    <message>
        <source>rate</source>
        <translation>Bildrate</translation>
    </message>
    <message>
        <source>size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>codec</source>
        <translation>Kodierung</translation>
    </message>
    <message>
        <source>delay</source>
        <translation>Verzögerung</translation>
    </message>
    <message>
        <source>clock</source>
        <translation>Uhr</translation>
    </message>
    <message>
        <source>Hostname mismatch, certificate is not valid for &apos;{host}&apos;.</source>
        <translation>gilt nicht für &apos;{host}&apos;</translation>
    </message>
    <message>
        <source>IP address mismatch, certificate is not valid for &apos;{host}&apos;.</source>
        <translation>gilt nicht für &apos;{host}&apos;</translation>
    </message>
    <message>
        <source>a certificate&apos;s fingerprint has 64 hexadecimal digits (SHA-256), with or without colons; got {got} characters; copy it from the camera&apos;s own page or from NeoPain&apos;s message</source>
        <translation>der Fingerabdruck eines Zertifikats hat 64 hexadezimale Ziffern (SHA-256), mit oder ohne Doppelpunkte; erhalten: {got} Zeichen; kopieren Sie ihn von der Seite der Kamera oder aus der Meldung von NeoPain</translation>
    </message>
    <message>
        <source>SHA-256 {fingerprint}</source>
        <translation>SHA-256 {fingerprint}</translation>
    </message>
    <message>
        <source>{why}; SHA-256 {fingerprint}</source>
        <translation>{why}; SHA-256 {fingerprint}</translation>
    </message>
    <message>
        <source>it hung up in the handshake</source>
        <translation>sie brach die Aushandlung ab</translation>
    </message>
    <message>
        <source>no TLS</source>
        <translation>kein TLS</translation>
    </message>
    <message>
        <source>an address that is none</source>
        <translation>einer Adresse, die keine ist</translation>
    </message>
    <message>
        <source>another path of {name}</source>
        <translation>einem anderen Pfad von {name}</translation>
    </message>
    <message>
        <source>nowhere</source>
        <translation>keinem Ziel</translation>
    </message>
    <message>
        <source>one address after the other</source>
        <translation>einer Adresse nach der anderen</translation>
    </message>
    <message>
        <source>it hung up without an answer</source>
        <translation>sie legte ohne Antwort auf</translation>
    </message>
    <message>
        <source>no HTTP</source>
        <translation>kein HTTP</translation>
    </message>
    <message>
        <source>no way named</source>
        <translation>keine genannt</translation>
    </message>
    <message>
        <source>no RTSP</source>
        <translation>kein RTSP</translation>
    </message>
    <message>
        <source>no pair of UDP ports is free</source>
        <translation>kein Paar von UDP-Ports ist frei</translation>
    </message>
    <message>
        <source>PAIN SCORE</source>
        <translation>SCHMERZSCORE</translation>
    </message>
    <message>
        <source>Look at the infant and assess with the ward&apos;s scale.</source>
        <translation>Kind ansehen und mit der Skala der Station einschätzen.</translation>
    </message>
    <message>
        <source>CANNOT ASSESS</source>
        <translation>NICHT BEURTEILBAR</translation>
    </message>
    <message>
        <source>Free the view of the face or move the camera; assess by hand meanwhile.</source>
        <translation>Sicht auf das Gesicht freimachen oder Kamera versetzen; inzwischen von Hand einschätzen.</translation>
    </message>
    <message>
        <source>FACE UNLIKE TRAINING</source>
        <translation>GESICHT UNBEKANNT</translation>
    </message>
    <message>
        <source>This model has never seen a face like this one: no score. Assess by hand.</source>
        <translation>Dieses Modell hat nie ein solches Gesicht gesehen: kein Score. Von Hand einschätzen.</translation>
    </message>
    <message>
        <source>NOT AN INFANT&apos;S FACE</source>
        <translation>KEIN GESICHT EINES SÄUGLINGS</translation>
    </message>
    <message>
        <source>The camera sees an adult&apos;s face: no score. Point it at the infant; assess by hand meanwhile.</source>
        <translation>Die Kamera sieht einen Erwachsenen: kein Score. Auf das Kind richten; solange von Hand einschätzen.</translation>
    </message>
    <message>
        <source>CAMERA LOST</source>
        <translation>KAMERA VERLOREN</translation>
    </message>
    <message>
        <source>Check the camera&apos;s cable and power; assess by hand meanwhile.</source>
        <translation>Kabel und Strom der Kamera prüfen; inzwischen von Hand einschätzen.</translation>
    </message>
    <message>
        <source>CAMERA COMES AND GOES</source>
        <translation>KAMERA KOMMT UND GEHT</translation>
    </message>
    <message>
        <source>Check its cable, power and network: pain may go unseen. Assess by hand meanwhile.</source>
        <translation>Kabel, Strom und Netz der Kamera prüfen: Schmerz kann ungesehen bleiben. Inzwischen von Hand beurteilen.</translation>
    </message>
    <message>
        <source>CAMERA LOGIN REFUSED</source>
        <translation>KAMERA: ANMELDUNG ABGELEHNT</translation>
    </message>
    <message>
        <source>The camera answers but refuses the login: check user name and password; assess by hand meanwhile.</source>
        <translation>Die Kamera antwortet, lehnt aber die Anmeldung ab: Benutzername und Passwort prüfen; inzwischen von Hand einschätzen.</translation>
    </message>
    <message>
        <source>PICTURES ENDED</source>
        <translation>BILDER ZU ENDE</translation>
    </message>
    <message>
        <source>The recording is over: choose another source or stop the session.</source>
        <translation>Die Aufnahme ist zu Ende: andere Quelle wählen oder Sitzung beenden.</translation>
    </message>
    <message>
        <source>PICTURE STALE</source>
        <translation>BILD VERALTET</translation>
    </message>
    <message>
        <source>The camera has stopped sending: check its cable or network.</source>
        <translation>Die Kamera sendet nicht mehr: Kabel oder Netzwerk prüfen.</translation>
    </message>
    <message>
        <source>PICTURE FROZEN</source>
        <translation>BILD EINGEFROREN</translation>
    </message>
    <message>
        <source>The camera repeats one picture: restart it; assess by hand meanwhile.</source>
        <translation>Die Kamera wiederholt ein Bild: neu starten; inzwischen von Hand einschätzen.</translation>
    </message>
    <message>
        <source>PICTURE BLACK</source>
        <translation>BILD SCHWARZ</translation>
    </message>
    <message>
        <source>Uncover the lens or turn on a light; assess by hand meanwhile.</source>
        <translation>Objektiv freimachen oder Licht einschalten; inzwischen von Hand einschätzen.</translation>
    </message>
    <message>
        <source>NO READINGS</source>
        <translation>KEINE MESSUNGEN</translation>
    </message>
    <message>
        <source>The analysis has stopped: restart NeoPain; assess by hand meanwhile.</source>
        <translation>Die Auswertung steht: NeoPain neu starten; inzwischen von Hand einschätzen.</translation>
    </message>
    <message>
        <source>SCORES COME LATE</source>
        <translation>SCORES VERSPÄTET</translation>
    </message>
    <message>
        <source>Pain alarms come late or not at all: close other programs, check the camera; assess by hand.</source>
        <translation>Schmerzalarme kommen spät oder gar nicht: andere Programme schließen, Kamera prüfen; von Hand einschätzen.</translation>
    </message>
    <message>
        <source>SCORES FOR MOMENTS ONLY</source>
        <translation>WERTE NUR FÜR AUGENBLICKE</translation>
    </message>
    <message>
        <source>Too short for a pain alarm: free the view, check the camera and its network; assess by hand.</source>
        <translation>Zu kurz für einen Schmerzalarm: Sicht freimachen, Kamera und ihr Netz prüfen; von Hand beurteilen.</translation>
    </message>
    <message>
        <source>FACE SEARCH SLOW</source>
        <translation>GESICHTSSUCHE LANGSAM</translation>
    </message>
    <message>
        <source>Each search for a face takes over 1.5 s: show the face, close other programs; look often.</source>
        <translation>Jede Gesichtssuche dauert über 1.5 s: Gesicht freimachen, andere Programme schließen; oft hinsehen.</translation>
    </message>
    <message>
        <source>MODEL FAULT</source>
        <translation>MODELLFEHLER</translation>
    </message>
    <message>
        <source>The model cannot score: run `neopain doctor`; assess by hand meanwhile.</source>
        <translation>Das Modell kann nicht bewerten: `neopain doctor` ausführen; inzwischen von Hand einschätzen.</translation>
    </message>
    <message>
        <source>DISK ALMOST FULL</source>
        <translation>SPEICHER FAST VOLL</translation>
    </message>
    <message>
        <source>Free space on the disk of the sessions&apos; folder.</source>
        <translation>Speicherplatz auf dem Datenträger der Sitzungen freigeben.</translation>
    </message>
    <message>
        <source>RECORD NOT SAVED</source>
        <translation>AUFZEICHNUNG NICHT GESPEICHERT</translation>
    </message>
    <message>
        <source>The session cannot be written: check the disk; note findings by hand.</source>
        <translation>Die Sitzung kann nicht geschrieben werden: Datenträger prüfen; Befunde von Hand notieren.</translation>
    </message>
    <message>
        <source>NO SOUND OUTPUT</source>
        <translation>KEINE TONAUSGABE</translation>
    </message>
    <message>
        <source>Connect a loudspeaker; until then alarms can only be seen.</source>
        <translation>Lautsprecher anschließen; bis dahin sind Alarme nur zu sehen.</translation>
    </message>
    <message>
        <source>CLOCK CHANGED</source>
        <translation>UHR VERSTELLT</translation>
    </message>
    <message>
        <source>The wall clock was set or the machine slept: check the times in the record.</source>
        <translation>Die Uhr wurde verstellt, oder der Rechner schlief: Zeiten in der Aufzeichnung prüfen.</translation>
    </message>
    <message>
        <source>MONITOR STALLED</source>
        <translation>MONITOR STOCKTE</translation>
    </message>
    <message>
        <source>The program stood still and missed time: check the infant, then the machine&apos;s load.</source>
        <translation>Das Programm stand still und hat Zeit verpasst: nach dem Kind sehen, dann die Auslastung des Rechners prüfen.</translation>
    </message>
    <message>
        <source>PROGRAM FAULT</source>
        <translation>PROGRAMMFEHLER</translation>
    </message>
    <message>
        <source>A part of NeoPain failed, the rest goes on: check the infant; restart NeoPain when you can.</source>
        <translation>Ein Teil von NeoPain ist ausgefallen, der Rest läuft weiter: Kind ansehen; NeoPain bei Gelegenheit neu starten.</translation>
    </message>
    <message>
        <source>WATCHDOG MISSING</source>
        <translation>WÄCHTER FEHLT</translation>
    </message>
    <message>
        <source>If NeoPain stops now, nothing will say so: look at the screen often and restart when you can.</source>
        <translation>Bleibt NeoPain jetzt stehen, meldet es nichts: oft auf den Bildschirm sehen und bei Gelegenheit neu starten.</translation>
    </message>
    <message>
        <source>Not monitoring: there are no alarms.</source>
        <translation>Keine Überwachung: Es gibt keine Alarme.</translation>
    </message>
    <message>
        <source>The alarm rules do not answer: no alarm will come.</source>
        <translation>Die Alarmregeln antworten nicht: Es wird kein Alarm kommen.</translation>
    </message>
    <message>
        <source>Care mode, {left} left: pain alarms are held back.</source>
        <translation>Pflegemodus, noch {left}: Schmerzalarme werden zurückgehalten.</translation>
    </message>
    <message>
        <source>Alarms are shown; the sound is paused, {left} left.</source>
        <translation>Alarme werden angezeigt; der Ton pausiert, noch {left}.</translation>
    </message>
    <message>
        <source>Alarms are on.</source>
        <translation>Alarme sind an.</translation>
    </message>
    <message>
        <source>NOT MONITORING</source>
        <translation>KEINE ÜBERWACHUNG</translation>
    </message>
    <message>
        <source>NO ALARMS</source>
        <translation>KEINE ALARME</translation>
    </message>
    <message>
        <source>STANDBY: ALARMS OFF</source>
        <translation>STANDBY: ALARME AUS</translation>
    </message>
    <message>
        <source>Alarms are shown; no sound can be played.</source>
        <translation>Alarme werden angezeigt; es kann kein Ton gespielt werden.</translation>
    </message>
    <message>
        <source>Standby: alarms are off.</source>
        <translation>Standby: Alarme sind aus.</translation>
    </message>
    <message>
        <source>AUDIO PAUSED {left}</source>
        <translation>TONPAUSE {left}</translation>
    </message>
    <message>
        <source>AUDIO OFF</source>
        <translation>TON AUS</translation>
    </message>
    <message>
        <source>CARE: ALARMS PAUSED</source>
        <translation>PFLEGE: ALARME PAUSIERT</translation>
    </message>
    <message>
        <source>FACE NOT VISIBLE</source>
        <translation>GESICHT NICHT SICHTBAR</translation>
    </message>
    <message>
        <source>FACE TOO SMALL</source>
        <translation>GESICHT ZU KLEIN</translation>
    </message>
    <message>
        <source>FACE TURNED AWAY</source>
        <translation>GESICHT ABGEWANDT</translation>
    </message>
    <message>
        <source>TOO DARK</source>
        <translation>ZU DUNKEL</translation>
    </message>
    <message>
        <source>TOO BRIGHT</source>
        <translation>ZU HELL</translation>
    </message>
    <message>
        <source>PICTURE BLURRED</source>
        <translation>BILD UNSCHARF</translation>
    </message>
    <message>
        <source>FACE COVERED</source>
        <translation>GESICHT VERDECKT</translation>
    </message>
    <message>
        <source>BROW COVERED</source>
        <translation>STIRN VERDECKT</translation>
    </message>
    <message>
        <source>EYES COVERED</source>
        <translation>AUGEN VERDECKT</translation>
    </message>
    <message>
        <source>NOSE COVERED</source>
        <translation>NASE VERDECKT</translation>
    </message>
    <message>
        <source>MOUTH COVERED</source>
        <translation>MUND VERDECKT</translation>
    </message>
    <message>
        <source>FACE PARTLY OUT OF THE PICTURE</source>
        <translation>GESICHT TEILS AUSSERHALB</translation>
    </message>
    <message>
        <source>LIGHT ON HALF THE FACE</source>
        <translation>LICHT NUR AUF HALBEM GESICHT</translation>
    </message>
    <message>
        <source>COLOURED LIGHT</source>
        <translation>FARBIGES LICHT</translation>
    </message>
    <message>
        <source>PICTURE TOO COARSE</source>
        <translation>BILD ZU GROB</translation>
    </message>
    <message>
        <source>FACE NOT CLEAR</source>
        <translation>GESICHT UNKLAR</translation>
    </message>
    <message>
        <source>FACE MOVED, WAITING</source>
        <translation>GESICHT BEWEGT, WARTET</translation>
    </message>
    <message>
        <source>MORE THAN ONE FACE</source>
        <translation>MEHR ALS EIN GESICHT</translation>
    </message>
    <message>
        <source>NO PICTURE</source>
        <translation>KEIN BILD</translation>
    </message>
    <message>
        <source>PICTURE UNREADABLE</source>
        <translation>BILD NICHT LESBAR</translation>
    </message>
    <message>
        <source>RAISED</source>
        <translation>AUSGELÖST</translation>
    </message>
    <message>
        <source>ESCALATED</source>
        <translation>GESTEIGERT</translation>
    </message>
    <message>
        <source>DEESCALATED</source>
        <translation>ABGESCHWÄCHT</translation>
    </message>
    <message>
        <source>ACKNOWLEDGED</source>
        <translation>QUITTIERT</translation>
    </message>
    <message>
        <source>REMINDER</source>
        <translation>ERINNERUNG</translation>
    </message>
    <message>
        <source>CLEARED</source>
        <translation>BEENDET</translation>
    </message>
    <message>
        <source>PAUSED</source>
        <translation>PAUSIERT</translation>
    </message>
    <message>
        <source>that holds what looks like a date; a patient code has no date of birth: use P-07 or so</source>
        <translation>das sieht nach einem Datum aus; ein Patientencode enthält kein Geburtsdatum: etwa P-07 verwenden</translation>
    </message>
    <message>
        <source>this infant was admitted {stayed} days ago and cannot be {got} days old: correct the age, or discharge and admit the one who is here</source>
        <translation>dieses Kind wurde vor {stayed} Tagen aufgenommen und kann nicht {got} Tage alt sein: das Alter berichtigen, oder entlassen und das Kind aufnehmen, das hier liegt</translation>
    </message>
    <message>
        <source>the time of admission has an offset such as +00:00; got {text}</source>
        <translation>die Zeit der Aufnahme hat einen Versatz wie +00:00; erhalten: {text}</translation>
    </message>
    <message>
        <source>the mother</source>
        <translation>die Mutter</translation>
    </message>
    <message>
        <source>the father</source>
        <translation>der Vater</translation>
    </message>
    <message>
        <source>both parents</source>
        <translation>beide Eltern</translation>
    </message>
    <message>
        <source>the guardian</source>
        <translation>der Vormund</translation>
    </message>
    <message>
        <source>looking back at the bedside</source>
        <translation>den Rückblick am Bett</translation>
    </message>
    <message>
        <source>the ward&apos;s own model</source>
        <translation>das eigene Modell der Station</translation>
    </message>
    <message>
        <source>research</source>
        <translation>die Forschung</translation>
    </message>
    <message>
        <source>teaching</source>
        <translation>die Lehre</translation>
    </message>
    <message>
        <source>a consent lasts from now to at most {days} days; got {until}: choose an end within</source>
        <translation>eine Einwilligung gilt von jetzt an höchstens {days} Tage, erhalten: {until}; wählen Sie ein Ende innerhalb</translation>
    </message>
    <message>
        <source>a consent&apos;s times have an offset such as +00:00; got {until}</source>
        <translation>die Zeiten einer Einwilligung haben einen Versatz wie +00:00; erhalten: {until}</translation>
    </message>
    <message>
        <source>The mark of the procedure was taken back</source>
        <translation>Die Markierung der Prozedur wurde zurückgenommen</translation>
    </message>
    <message>
        <source>initials or a badge are 1 to {longest} letters, digits, dots or dashes; try again</source>
        <translation>Kürzel oder Ausweis sind 1 bis {longest} Buchstaben, Ziffern, Punkte oder Striche; noch einmal versuchen</translation>
    </message>
    <message>
        <source>a number of thousands of digits</source>
        <translation>eine Zahl mit Tausenden von Stellen</translation>
    </message>
    <message>
        <source>this computer has too little free memory. No file is damaged: end other programs, or give the computer more memory, and start again.</source>
        <translation>Dieser Computer hat zu wenig freien Arbeitsspeicher. Keine Datei ist beschädigt: andere Programme beenden oder dem Computer mehr Arbeitsspeicher geben und neu starten.</translation>
    </message>
    <message>
        <source>Adaptation to this infant is off</source>
        <translation>Die Anpassung an dieses Kind ist aus</translation>
    </message>
    <message>
        <source>Adaptation to this infant: this model does not allow it</source>
        <translation>Anpassung an dieses Kind: Dieses Modell lässt sie nicht zu</translation>
    </message>
    <message>
        <source>Adaptation to this infant: not enough calm minutes</source>
        <translation>Anpassung an dieses Kind: noch zu wenige ruhige Minuten</translation>
    </message>
    <message>
        <source>Adapted to this infant and camera</source>
        <translation>An dieses Kind und diese Kamera angepasst</translation>
    </message>
    <message>
        <source>Adapted as far as is allowed: this infant lies further off. Look</source>
        <translation>Angepasst, soweit es erlaubt ist: Dieses Kind liegt weiter entfernt. Hinsehen</translation>
    </message>
    <message>
        <source>{phase}; shift {shift:+.2f} of at most {most:.2f}, from {minutes} calm minutes</source>
        <translation>{phase}; Verschiebung {shift:+.2f} von höchstens {most:.2f}, aus {minutes} ruhigen Minuten</translation>
    </message>
    <message>
        <source>Adaptation to this infant begins again: {why}</source>
        <translation>Die Anpassung an dieses Kind beginnt neu: {why}</translation>
    </message>
    <message>
        <source>Baseline taken back</source>
        <translation>Ausgangswert zurückgenommen</translation>
    </message>
    <message>
        <source>The score is uncertain: signs are not ruled out. Look at the infant.</source>
        <translation>Der Score ist unsicher: Zeichen sind nicht ausgeschlossen. Kind ansehen.</translation>
    </message>
    <message>
        <source>POSSIBLE PAIN</source>
        <translation>SCHMERZ MÖGLICH</translation>
    </message>
    <message>
        <source>RESUMED</source>
        <translation>FORTGESETZT</translation>
    </message>
    <message>
        <source>an audio pause lasts over 0 and up to {most:g} s; got {got:g} s</source>
        <translation>eine Tonpause dauert über 0 und bis zu {most:g} s; erhalten: {got:g} s</translation>
    </message>
    <message>
        <source>CAMERA NOT CONNECTED</source>
        <translation>KAMERA NICHT VERBUNDEN</translation>
    </message>
    <message>
        <source>CAMERA FAILED</source>
        <translation>KAMERA DEFEKT</translation>
    </message>
    <message>
        <source>AUDIO PAUSED FOR {seconds:g} s</source>
        <translation>TONPAUSE FÜR {seconds:g} s</translation>
    </message>
    <message>
        <source>AUDIO PAUSE OVER</source>
        <translation>TONPAUSE ZU ENDE</translation>
    </message>
    <message>
        <source>AUDIO PAUSE CANCELLED</source>
        <translation>TONPAUSE ABGEBROCHEN</translation>
    </message>
    <message>
        <source>AUDIO PAUSE BROKEN BY A HIGHER PRIORITY</source>
        <translation>TONPAUSE DURCH HÖHERE PRIORITÄT BEENDET</translation>
    </message>
    <message>
        <source>a patient code has 1 to {most} characters; got {got}: shorten or type it</source>
        <translation>ein Patientencode hat 1 bis {most} Zeichen; es sind {got}: kürzen oder eingeben</translation>
    </message>
    <message>
        <source>a patient code has no blank and no comma, as names have; use a pseudonym such as P-07</source>
        <translation>ein Patientencode hat kein Leerzeichen und kein Komma wie Namen; ein Pseudonym wie P-07 verwenden</translation>
    </message>
    <message>
        <source>1 score a second: still and calm</source>
        <translation>1 Score je Sekunde: still und ruhig</translation>
    </message>
    <message>
        <source>Full rate: not calm for long enough</source>
        <translation>Volle Rate: noch nicht lange genug ruhig</translation>
    </message>
    <message>
        <source>Full rate: no score</source>
        <translation>Volle Rate: kein Score</translation>
    </message>
    <message>
        <source>Full rate: score not low and steady</source>
        <translation>Volle Rate: Score nicht niedrig und stetig</translation>
    </message>
    <message>
        <source>Full rate: the face moves</source>
        <translation>Volle Rate: das Gesicht bewegt sich</translation>
    </message>
    <message>
        <source>Full rate: alarm or care</source>
        <translation>Volle Rate: Alarm oder Pflege</translation>
    </message>
    <message>
        <source>Full rate: the limits leave no time for less</source>
        <translation>Volle Rate: die Grenzwerte lassen keine Zeit für weniger</translation>
    </message>
    <message>
        <source>Full rate</source>
        <translation>Volle Rate</translation>
    </message>
    <message>
        <source>NIPS</source>
        <translation>NIPS</translation>
    </message>
    <message>
        <source>letters alone may be a name; a patient code has a digit in it, such as P-07</source>
        <translation>nur Buchstaben könnten ein Name sein; ein Patientencode enthält eine Ziffer, wie P-07</translation>
    </message>
    <message>
        <source>a patient code is of letters A to Z, digits, and - . _ / inside; use a pseudonym such as P-07</source>
        <translation>ein Patientencode besteht aus Buchstaben A bis Z, Ziffern und innen - . _ /; ein Pseudonym wie P-07 verwenden</translation>
    </message>
    <message>
        <source>a gestational age has 0 to 6 days over its weeks; got {days}: correct it</source>
        <translation>ein Gestationsalter hat 0 bis 6 Tage über den Wochen; erhalten: {days}: berichtigen Sie es</translation>
    </message>
    <message>
        <source>gestational age at birth is {least}+0 to {most}+6; got {got}: correct the admission</source>
        <translation>das Gestationsalter bei Geburt liegt zwischen {least}+0 und {most}+6; erhalten: {got}: berichtigen Sie die Aufnahme</translation>
    </message>
    <message>
        <source>postnatal age is 0 to {most} days; got {got}: correct the admission</source>
        <translation>das Alter nach der Geburt ist 0 bis {most} Tage; es ist {got}: Aufnahme berichtigen</translation>
    </message>
    <message>
        <source>grimace</source>
        <translation>Grimasse</translation>
    </message>
    <message>
        <source>Cry</source>
        <translation>Weinen</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keines</translation>
    </message>
    <message>
        <source>whimper, on and off</source>
        <translation>Wimmern, mit Pausen</translation>
    </message>
    <message>
        <source>vigorous, or silent if intubated</source>
        <translation>kräftig, oder stumm bei Intubation</translation>
    </message>
    <message>
        <source>Breathing</source>
        <translation>Atmung</translation>
    </message>
    <message>
        <source>usual</source>
        <translation>wie üblich</translation>
    </message>
    <message>
        <source>changed, held or uneven</source>
        <translation>verändert, angehalten oder ungleichmäßig</translation>
    </message>
    <message>
        <source>Arms</source>
        <translation>Arme</translation>
    </message>
    <message>
        <source>at ease or held</source>
        <translation>locker oder gehalten</translation>
    </message>
    <message>
        <source>tense, bent or stretched</source>
        <translation>gespannt, gebeugt oder gestreckt</translation>
    </message>
    <message>
        <source>Legs</source>
        <translation>Beine</translation>
    </message>
    <message>
        <source>Arousal</source>
        <translation>Wachheit</translation>
    </message>
    <message>
        <source>asleep or calm</source>
        <translation>schlafend oder ruhig</translation>
    </message>
    <message>
        <source>fussy</source>
        <translation>unruhig</translation>
    </message>
    <message>
        <source>PIPP-R</source>
        <translation>PIPP-R</translation>
    </message>
    <message>
        <source>minimal or none</source>
        <translation>gering oder keine</translation>
    </message>
    <message>
        <source>N-PASS pain</source>
        <translation>N-PASS Schmerz</translation>
    </message>
    <message>
        <source>low</source>
        <translation>niedrig</translation>
    </message>
    <message>
        <source>raised</source>
        <translation>erhöht</translation>
    </message>
    <message>
        <source>high</source>
        <translation>hoch</translation>
    </message>
    <message>
        <source>N-PASS sedation</source>
        <translation>N-PASS Sedierung</translation>
    </message>
    <message>
        <source>deep sedation</source>
        <translation>tiefe Sedierung</translation>
    </message>
    <message>
        <source>light sedation</source>
        <translation>leichte Sedierung</translation>
    </message>
    <message>
        <source>not sedated</source>
        <translation>nicht sediert</translation>
    </message>
    <message>
        <source>CRIES</source>
        <translation>CRIES</translation>
    </message>
    <message>
        <source>COMFORTneo</source>
        <translation>COMFORTneo</translation>
    </message>
    <message>
        <source>possibly over-sedated</source>
        <translation>möglicherweise zu tief sediert</translation>
    </message>
    <message>
        <source>pain or distress</source>
        <translation>Schmerz oder Distress</translation>
    </message>
    <message>
        <source>FLACC</source>
        <translation>FLACC</translation>
    </message>
    <message>
        <source>relaxed</source>
        <translation>entspannt</translation>
    </message>
    <message>
        <source>mild</source>
        <translation>leicht</translation>
    </message>
    <message>
        <source>moderate</source>
        <translation>mäßig</translation>
    </message>
    <message>
        <source>SIGNS DISAGREE: LOOK</source>
        <translation>ZEICHEN UNEINIG: HINSEHEN</translation>
    </message>
    <message>
        <source>Single signs and expression say distress, the score does not. Assess the infant.</source>
        <translation>Einzelzeichen und Ausdruck sprechen für Not, der Score nicht. Kind beurteilen.</translation>
    </message>
    <message>
        <source>The score says pain, single signs and expression do not. Assess the infant.</source>
        <translation>Der Score spricht für Schmerz, Einzelzeichen und Ausdruck nicht. Kind beurteilen.</translation>
    </message>
    <message>
        <source>SIGNS SEEN, NO SCORE: LOOK</source>
        <translation>ZEICHEN, KEIN SCORE: HINSEHEN</translation>
    </message>
    <message>
        <source>Single signs and expression say distress, and there is no score. Assess the infant.</source>
        <translation>Einzelzeichen und Ausdruck sprechen für Not, und es gibt keinen Score. Kind beurteilen.</translation>
    </message>
    <message>
        <source>Lawrence et al. 1993, Neonatal Network 12(6):59-66; one minute, acute procedures, no correction for gestational age. Units differ: bands 0-2, 3-4, 5-7 here, others act from over 3</source>
        <translation>Lawrence et al. 1993, Neonatal Network 12(6):59-66; eine Minute, akute Prozeduren, keine Korrektur für das Gestationsalter. Je nach Station verschieden: hier Bereiche 0-2, 3-4, 5-7, andere handeln ab über 3</translation>
    </message>
    <message>
        <source>Stevens et al. 2014, Clin J Pain 30(3):238-243. Units differ: severe from over 12 or from 12</source>
        <translation>Stevens et al. 2014, Clin J Pain 30(3):238-243. Je nach Station verschieden: stark ab über 12 oder ab 12</translation>
    </message>
    <message>
        <source>Hummel et al. 2008, J Perinatol 28:55-60. Units differ: up to 3 points are added for prematurity, by tables that are not alike; treatment is considered over 3</source>
        <translation>Hummel et al. 2008, J Perinatol 28:55-60. Je nach Station verschieden: bis 3 Punkte werden für Unreife addiert, nach ungleichen Tabellen; über 3 wird Behandlung erwogen</translation>
    </message>
    <message>
        <source>Hummel et al. 2008, J Perinatol 28:55-60. Units differ in what they aim at</source>
        <translation>Hummel et al. 2008, J Perinatol 28:55-60. Das Ziel ist je nach Station verschieden</translation>
    </message>
    <message>
        <source>Krechel and Bildner 1995, Paediatr Anaesth 5(1):53-61; from 32 weeks, after operations</source>
        <translation>Krechel und Bildner 1995, Paediatr Anaesth 5(1):53-61; ab 32 Wochen, nach Operationen</translation>
    </message>
    <message>
        <source>van Dijk et al. 2009, Clin J Pain 25(7):607-616; two minutes, lasting pain</source>
        <translation>van Dijk et al. 2009, Clin J Pain 25(7):607-616; zwei Minuten, anhaltender Schmerz</translation>
    </message>
    <message>
        <source>Merkel et al. 1997, Pediatr Nurs 23(3):293-297; 2 months to 7 years, not made for neonates</source>
        <translation>Merkel et al. 1997, Pediatr Nurs 23(3):293-297; 2 Monate bis 7 Jahre, nicht für Neugeborene gemacht</translation>
    </message>
    <message>
        <source>Heel lance</source>
        <translation>Fersenstich</translation>
    </message>
    <message>
        <source>Venepuncture</source>
        <translation>Venenpunktion</translation>
    </message>
    <message>
        <source>Suction</source>
        <translation>Absaugen</translation>
    </message>
    <message>
        <source>Sucrose</source>
        <translation>Saccharose</translation>
    </message>
    <message>
        <source>Repositioning</source>
        <translation>Umlagern</translation>
    </message>
    <message>
        <source>Diaper</source>
        <translation>Windel</translation>
    </message>
    <message>
        <source>Feeding</source>
        <translation>Nahrung</translation>
    </message>
    <message>
        <source>Skin-to-skin</source>
        <translation>Känguruhen</translation>
    </message>
    <message>
        <source>Analgesic given</source>
        <translation>Analgetikum gegeben</translation>
    </message>
    <message>
        <source>a note&apos;s time lies between the stay&apos;s start and now: choose a time between them</source>
        <translation>die Zeit eines Vermerks liegt zwischen dem Beginn des Aufenthalts und jetzt: eine Zeit dazwischen wählen</translation>
    </message>
    <message>
        <source>a note&apos;s end lies between its beginning and now: choose a time between them</source>
        <translation>Das Ende eines Vermerks liegt zwischen seinem Beginn und jetzt: eine Zeit dazwischen wählen</translation>
    </message>
    <message>
        <source>a PIN is of {least} to {most} digits; choose such a one</source>
        <translation>eine PIN hat {least} bis {most} Ziffern; eine solche wählen</translation>
    </message>
    <message>
        <source>a PIN is not one digit repeated and not a row such as 1234; choose another</source>
        <translation>eine PIN ist nicht eine wiederholte Ziffer und keine Reihe wie 1234; eine andere wählen</translation>
    </message>
    <message>
        <source>Procedure card: baseline {usual}, peak {peak:.1f} after {seconds:.0f} s{back}</source>
        <translation>Prozedurkarte: Ausgangswert {usual}, Spitze {peak:.1f} nach {seconds:.0f} s{back}</translation>
    </message>
    <message>
        <source>Procedure card: not enough scored time</source>
        <translation>Prozedurkarte: zu wenig bewertete Zeit</translation>
    </message>
    <message>
        <source>not enough scored</source>
        <translation>zu wenig bewertet</translation>
    </message>
    <message>
        <source>, back after {seconds:.0f} s</source>
        <translation>, zurück nach {seconds:.0f} s</translation>
    </message>
    <message>
        <source>Procedure mode: baseline before the procedure</source>
        <translation>Prozedurmodus: Ausgangswert vor der Prozedur</translation>
    </message>
    <message>
        <source>Procedure marked; watched for {minutes:.0f} minutes</source>
        <translation>Prozedur markiert; wird {minutes:.0f} Minuten verfolgt</translation>
    </message>
    <message>
        <source>Procedure mode ended {how}</source>
        <translation>Prozedurmodus beendet {how}</translation>
    </message>
    <message>
        <source>a procedure is marked after its start and once; start the procedure mode first</source>
        <translation>eine Prozedur wird nach ihrem Beginn und einmal markiert; starten Sie zuerst den Prozedurmodus</translation>
    </message>
    <message>
        <source>with the session</source>
        <translation>mit der Sitzung</translation>
    </message>
    <message>
        <source>{name} is {least:g} to {most:g} s; got {got:g}: choose within</source>
        <translation>{name} liegt zwischen {least:g} und {most:g} s; erhalten: {got:g}: wählen Sie dazwischen</translation>
    </message>
    <message>
        <source>a scale is one of {known}; got {scale_id}: choose one of these</source>
        <translation>eine Skala ist eine von {known}; erhalten: {scale_id}: wählen Sie eine davon</translation>
    </message>
    <message>
        <source>{scale} is {least} to {greatest}; got {total}: correct the total</source>
        <translation>{scale} reicht von {least} bis {greatest}; erhalten: {total}: berichtigen Sie die Summe</translation>
    </message>
    <message>
        <source>none to mild</source>
        <translation>nicht bis leicht</translation>
    </message>
    <message>
        <source>mild to moderate</source>
        <translation>leicht bis mäßig</translation>
    </message>
    <message>
        <source>severe</source>
        <translation>stark</translation>
    </message>
    <message>
        <source>Face</source>
        <translation>Gesicht</translation>
    </message>
    <message>
        <source>{scale} has the items {names}; got {item_id}</source>
        <translation>{scale} hat die Merkmale {names}; erhalten: {item_id}</translation>
    </message>
    <message>
        <source>{item} has {allowed} points in {scale}; got {points}</source>
        <translation>{item} hat in {scale} {allowed} Punkte; erhalten: {points}</translation>
    </message>
    <message>
        <source>at rest</source>
        <translation>entspannt</translation>
    </message>
    <message>
        <source>No route to host</source>
        <translation>kein Weg dorthin</translation>
    </message>
    <message>
        <source>Network is unreachable</source>
        <translation>Netz nicht erreichbar</translation>
    </message>
    <message>
        <source>Host is down</source>
        <translation>ausgeschaltet oder getrennt</translation>
    </message>
    <message>
        <source>Connection reset by peer</source>
        <translation>Verbindung von der Gegenseite abgebrochen</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>Zugriff verweigert</translation>
    </message>
    <message>
        <source>No such file or directory</source>
        <translation>gibt es nicht</translation>
    </message>
    <message>
        <source>No space left on device</source>
        <translation>der Datenträger ist voll</translation>
    </message>
    <message>
        <source>Read-only file system</source>
        <translation>der Datenträger darf nur gelesen werden</translation>
    </message>
    <message>
        <source>Input/output error</source>
        <translation>Lese- oder Schreibfehler</translation>
    </message>
    <message>
        <source>Is a directory</source>
        <translation>ist ein Ordner</translation>
    </message>
    <message>
        <source>Not a directory</source>
        <translation>ist kein Ordner</translation>
    </message>
    <message>
        <source>Too many open files</source>
        <translation>zu viele offene Dateien</translation>
    </message>
    <message>
        <source>self-signed certificate</source>
        <translation>selbst unterschrieben</translation>
    </message>
    <message>
        <source>self-signed certificate in certificate chain</source>
        <translation>selbst unterschriebenes Zertifikat in der Kette</translation>
    </message>
    <message>
        <source>unable to get local issuer certificate</source>
        <translation>Aussteller auf diesem Rechner unbekannt</translation>
    </message>
    <message>
        <source>certificate has expired</source>
        <translation>abgelaufen</translation>
    </message>
    <message>
        <source>certificate is not yet valid</source>
        <translation>noch nicht gültig</translation>
    </message>
    <message>
        <source>wrong_version_number</source>
        <translation>keine TLS-Antwort</translation>
    </message>
    <message>
        <source>Premature end of JPEG file</source>
        <translation>JPEG-Datei bricht ab</translation>
    </message>
    <message>
        <source>a baseline needs {least} scored seconds; got {got}: wait</source>
        <translation>ein Ausgangswert braucht {least} bewertete Sekunden; es sind {got}: warten</translation>
    </message>
    <message>
        <source>a baseline needs a settled infant, median at most {most:.1f} and spread at most {other_most:.1f}; got {got:.1f} and {other:.1f}: wait until the infant has settled</source>
        <translation>ein Ausgangswert braucht ein ruhiges Kind, Median höchstens {most:.1f}, Streuung höchstens {other_most:.1f}; es sind {got:.1f} und {other:.1f}: warten, bis das Kind ruhig ist</translation>
    </message>
    <message>
        <source>Baseline {median:.1f}, spread {spread:.1f}, of {scored} scored seconds</source>
        <translation>Ausgangswert {median:.1f}, Streuung {spread:.1f}, aus {scored} bewerteten Sekunden</translation>
    </message>
    <message>
        <source>Alert delay up to {total:.1f} s: averaging {smoothing:.1f} s + hold {hold:.1f} s + system {system:.1f} s</source>
        <translation>Alarmverzögerung bis {total:.1f} s: Mittelung {smoothing:.1f} s + Halten {hold:.1f} s + System {system:.1f} s</translation>
    </message>
    <message>
        <source>a time constant is over 0 s; got {time_constant} s: correct the preset</source>
        <translation>eine Zeitkonstante ist über 0 s; erhalten: {time_constant} s: berichtigen Sie die Voreinstellung</translation>
    </message>
    <message>
        <source>Facial signs were over the lower limit. Assess the infant.</source>
        <translation>Zeichen im Gesicht waren über dem unteren Grenzwert. Kind einschätzen.</translation>
    </message>
    <message>
        <source>Facial signs were over the upper limit. Assess now.</source>
        <translation>Zeichen im Gesicht waren über dem oberen Grenzwert. Jetzt einschätzen.</translation>
    </message>
    <message>
        <source>NO SIGNS SEEN</source>
        <translation>KEINE ZEICHEN GESEHEN</translation>
    </message>
    <message>
        <source>Does not rule out pain. Look at the infant.</source>
        <translation>Schließt Schmerz nicht aus. Kind ansehen.</translation>
    </message>
    <message>
        <source>AMBIGUOUS</source>
        <translation>UNKLAR</translation>
    </message>
    <message>
        <source>Some facial signs. Look at the infant.</source>
        <translation>Einige Zeichen im Gesicht. Kind ansehen.</translation>
    </message>
    <message>
        <source>Facial signs over the lower limit. Assess the infant.</source>
        <translation>Zeichen im Gesicht über dem unteren Grenzwert. Kind einschätzen.</translation>
    </message>
    <message>
        <source>SUSTAINED PAIN SIGNS</source>
        <translation>ANHALTENDE SCHMERZZEICHEN</translation>
    </message>
    <message>
        <source>Facial signs stay over the upper limit. Assess now.</source>
        <translation>Zeichen im Gesicht bleiben über dem oberen Grenzwert. Jetzt einschätzen.</translation>
    </message>
    <message>
        <source>No score. Assess the infant by hand.</source>
        <translation>Kein Score. Kind von Hand einschätzen.</translation>
    </message>
    <message>
        <source>Extremely preterm (below 28 weeks)</source>
        <translation>Extrem frühgeboren (unter 28 Wochen)</translation>
    </message>
    <message>
        <source>Very preterm (28 to 31 weeks)</source>
        <translation>Sehr frühgeboren (28 bis 31 Wochen)</translation>
    </message>
    <message>
        <source>Moderate to late preterm (32 to 36 weeks)</source>
        <translation>Mäßig bis spät frühgeboren (32 bis 36 Wochen)</translation>
    </message>
    <message>
        <source>Term (37 weeks and over)</source>
        <translation>Reifgeboren (ab 37 Wochen)</translation>
    </message>
    <message>
        <source>a preset is one of {known}; got {preset_id}: choose one of these</source>
        <translation>eine Voreinstellung ist eine von {known}; erhalten: {preset_id}: wählen Sie eine davon</translation>
    </message>
    <message>
        <source>gestational age is 22 to 45 completed weeks; got {weeks}: correct the admission</source>
        <translation>das Gestationsalter liegt zwischen 22 und 45 vollendeten Wochen; erhalten: {weeks}: berichtigen Sie die Aufnahme</translation>
    </message>
    <message>
        <source>the upper limit is at least {least:g} over the lower; got {lower:g} and {upper:g}: move one of them</source>
        <translation>der obere Grenzwert liegt mindestens {least:g} über dem unteren; es sind {lower:g} und {upper:g}: einen verschieben</translation>
    </message>
    <message>
        <source>the total alert delay is at most {most:g} s; got {got:.1f} s: shorten the hold or the smoothing, or lower the upper limit</source>
        <translation>die gesamte Alarmverzögerung ist höchstens {most:g} s; es sind {got:.1f} s: Haltezeit oder Mittelung kürzen oder den oberen Grenzwert senken</translation>
    </message>
    <message>
        <source>{name} is {least:g} to {greatest:g} {unit}; got {got:g}: choose within</source>
        <translation>{name} liegt zwischen {least:g} und {greatest:g} {unit}; erhalten: {got:g}: wählen Sie dazwischen</translation>
    </message>
    <message>
        <source>a limit has one decimal, as the screen shows it; got {limit}: round it</source>
        <translation>ein Grenzwert hat eine Nachkommastelle, wie der Bildschirm ihn zeigt; erhalten: {limit}: runden Sie ihn</translation>
    </message>
    <message>
        <source>smoothing needs a time constant and a gap over 0 s; got {time_constant} s and {gap} s: correct the preset</source>
        <translation>die Mittelung braucht eine Zeitkonstante und eine Lücke über 0 s; erhalten: {time_constant} s und {gap} s: berichtigen Sie die Voreinstellung</translation>
    </message>
    <message>
        <source>Alarm reviewed by {who}</source>
        <translation>Alarm durchgesehen von {who}</translation>
    </message>
    <message>
        <source>Alarm reviewed</source>
        <translation>Alarm durchgesehen</translation>
    </message>
    <message>
        <source>connecting</source>
        <translation>verbindet</translation>
    </message>
    <message>
        <source>live</source>
        <translation>live</translation>
    </message>
    <message>
        <source>stale</source>
        <translation>veraltet</translation>
    </message>
    <message>
        <source>reconnecting</source>
        <translation>verbindet neu</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>defekt</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>zu Ende</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>resting</source>
        <translation>ruht</translation>
    </message>
    <message>
        <source>No tick for {seconds:.1f} s: the program or the machine stood still</source>
        <translation>{seconds:.1f} s ohne Takt: Programm oder Rechner stand still</translation>
    </message>
    <message>
        <source>The wall clock moved by {seconds:+.1f} s against the monotonic clock</source>
        <translation>Die Uhrzeit sprang um {seconds:+.1f} s gegen die gleichmäßige Uhr</translation>
    </message>
    <message>
        <source>No scores any more ({words}): a technical alarm goes on for the pain alarm</source>
        <translation>Keine Werte mehr ({words}): Ein technischer Alarm tritt an die Stelle des Schmerzalarms</translation>
    </message>
    <message>
        <source>Other camera</source>
        <translation>Andere Kamera</translation>
    </message>
    <message>
        <source>Camera moved</source>
        <translation>Kamera bewegt</translation>
    </message>
    <message>
        <source>Night picture</source>
        <translation>Nachtbild</translation>
    </message>
    <message>
        <source>Day picture</source>
        <translation>Tagbild</translation>
    </message>
    <message>
        <source>Picture size</source>
        <translation>Bildgröße</translation>
    </message>
    <message>
        <source>Flicker</source>
        <translation>Flackern</translation>
    </message>
    <message>
        <source>Signs and score no longer contradict each other</source>
        <translation>Zeichen und Score widersprechen sich nicht mehr</translation>
    </message>
    <message>
        <source>WAITING FOR THE FIRST SCORE</source>
        <translation>WARTET AUF DEN ERSTEN SCORE</translation>
    </message>
    <message>
        <source>NO CURRENT SCORE</source>
        <translation>KEIN AKTUELLER SCORE</translation>
    </message>
    <message>
        <source>A part of the program failed: {what}</source>
        <translation>Ein Teil des Programms ist ausgefallen: {what}</translation>
    </message>
    <message>
        <source>Care mode ended {how}</source>
        <translation>Pflegemodus beendet {how}</translation>
    </message>
    <message>
        <source>care mode lasts over 0 and up to {most:g} s, not in standby; got {seconds:g} s</source>
        <translation>der Pflegemodus dauert über 0 und bis zu {most:g} s und nicht im Standby; erhalten: {seconds:g} s</translation>
    </message>
    <message>
        <source>Standby: not monitoring, camera released</source>
        <translation>Standby: keine Überwachung, Kamera freigegeben</translation>
    </message>
    <message>
        <source>Monitoring again</source>
        <translation>Überwachung läuft wieder</translation>
    </message>
    <message>
        <source>Care mode for {seconds:g} s: alarm signals are held back, recording goes on</source>
        <translation>Pflegemodus für {seconds:g} s: Alarmsignale zurückgehalten, Aufzeichnung läuft weiter</translation>
    </message>
    <message>
        <source>The stay goes on: counted time and baseline of its earlier sessions are taken over</source>
        <translation>Der Aufenthalt geht weiter: gezählte Zeit und Ausgangswert früherer Sitzungen sind übernommen</translation>
    </message>
    <message>
        <source>{preset}: limits {lower:.1f} and {upper:.1f}</source>
        <translation>{preset}: Grenzwerte {lower:.1f} und {upper:.1f}</translation>
    </message>
    <message>
        <source>by hand</source>
        <translation>von Hand</translation>
    </message>
    <message>
        <source>by standby</source>
        <translation>durch Standby</translation>
    </message>
    <message>
        <source>by admission</source>
        <translation>durch Aufnahme</translation>
    </message>
    <message>
        <source>by its time</source>
        <translation>durch Zeitablauf</translation>
    </message>
    <message>
        <source>the sessions&apos; folder would lie in your home folder, but this user has none; set NEOPAIN_DATA or give --data FOLDER</source>
        <translation>der Ordner der Sitzungen läge in Ihrem Benutzerordner, aber dieser Benutzer hat keinen; setzen Sie NEOPAIN_DATA, oder geben Sie --data ORDNER an</translation>
    </message>
    <message>
        <source>{where}: a folder; {first} is no user with a home folder; write the path out</source>
        <translation>{where}: ein Ordner; {first} ist kein Benutzer mit einem Benutzerordner; schreiben Sie den Pfad aus</translation>
    </message>
    <message>
        <source>the disk is full; free space or choose another folder</source>
        <translation>der Datenträger ist voll; schaffen Sie Platz, oder wählen Sie einen anderen Ordner</translation>
    </message>
    <message>
        <source>your share of the disk is used up; free space or choose another folder</source>
        <translation>Ihr Anteil am Datenträger ist verbraucht; schaffen Sie Platz, oder wählen Sie einen anderen Ordner</translation>
    </message>
    <message>
        <source>the file grows larger than is allowed here; choose another folder or raise the limit</source>
        <translation>die Datei wird größer, als hier erlaubt ist; wählen Sie einen anderen Ordner, oder heben Sie die Grenze an</translation>
    </message>
    <message>
        <source>that disk may only be read; choose another folder</source>
        <translation>dieser Datenträger darf nur gelesen werden; wählen Sie einen anderen Ordner</translation>
    </message>
    <message>
        <source>you may not write there; choose another folder</source>
        <translation>dort dürfen Sie nicht schreiben; wählen Sie einen anderen Ordner</translation>
    </message>
    <message>
        <source>that folder does not exist; make it or choose another</source>
        <translation>diesen Ordner gibt es nicht; legen Sie ihn an, oder wählen Sie einen anderen</translation>
    </message>
    <message>
        <source>a part of the path is a file; choose another folder</source>
        <translation>ein Teil des Pfades ist eine Datei; wählen Sie einen anderen Ordner</translation>
    </message>
    <message>
        <source>that is a folder; give a file name</source>
        <translation>das ist ein Ordner; geben Sie einen Dateinamen an</translation>
    </message>
    <message>
        <source>nothing was replaced; choose another name, or ask for it to be replaced</source>
        <translation>nichts wurde ersetzt; wählen Sie einen anderen Namen, oder lassen Sie die Datei ersetzen</translation>
    </message>
    <message>
        <source>{where} cannot be written: {why}; {remedy}</source>
        <translation>{where} kann nicht geschrieben werden: {why}; {remedy}</translation>
    </message>
    <message>
        <source>--{option} has no level {level}; choose another format or level</source>
        <translation>--{option} hat keine Stufe {level}; wählen Sie ein anderes Format oder eine andere Stufe</translation>
    </message>
    <message>
        <source>--{option} needs the optional part {needs}; install it from the source folder with: pip install &apos;.[{option}]&apos;</source>
        <translation>--{option} braucht den wahlweisen Teil {needs}; installieren Sie ihn aus dem Quellordner mit: pip install &apos;.[{option}]&apos;</translation>
    </message>
    <message>
        <source>{source} cannot be read: {why}</source>
        <translation>{source} ist nicht lesbar: {why}</translation>
    </message>
    <message>
        <source>{source} is not a complete {format_name} file, version {format_version} ({error}); export again</source>
        <translation>{source} ist keine vollständige Datei {format_name}, Version {format_version} ({error}); exportieren Sie erneut</translation>
    </message>
    <message>
        <source>this format is no text; give it a file</source>
        <translation>dieses Format ist kein Text; geben Sie eine Datei an</translation>
    </message>
    <message>
        <source>{source} is not a rescue file or clinical JSON Lines of NeoPain ({error}); give an unwritten-*.jsonl file</source>
        <translation>{source} ist keine Rettungsdatei und kein klinisches JSON Lines von NeoPain ({error}); geben Sie eine Datei unwritten-*.jsonl an</translation>
    </message>
    <message>
        <source>{file} cannot be read ({fault}); mend it or take it away</source>
        <translation>{file} ist nicht lesbar ({fault}); berichtigen oder entfernen Sie die Datei</translation>
    </message>
    <message>
        <source>{file} is no TOML file: {fault}; mend it or take it away</source>
        <translation>{file} ist keine TOML-Datei: {fault}; berichtigen oder entfernen Sie die Datei</translation>
    </message>
    <message>
        <source>{path} is encrypted, and no key that this computer holds opens it; unlock the keyring, type the recovery code (`neopain unlock`) or, if its first page is damaged, restore a backup. It is left as it is</source>
        <translation>{path} ist verschlüsselt, und kein Schlüssel dieses Rechners öffnet es; entsperren Sie den Schlüsselbund, geben Sie den Wiederherstellungscode ein (`neopain unlock`) oder spielen Sie, falls die erste Seite beschädigt ist, eine Sicherung zurück. Es bleibt, wie es ist</translation>
    </message>
    <message>
        <source>{path} is encrypted with a key that came just now; try again</source>
        <translation>{path} ist mit einem Schlüssel verschlüsselt, der eben erst kam; versuchen Sie es noch einmal</translation>
    </message>
    <message>
        <source>{path} is encrypted, and what reads it is not installed: `pip install neopain[encryption]`. It is left as it is</source>
        <translation>{path} ist verschlüsselt, und was es liest, ist nicht installiert: `pip install neopain[encryption]`. Es bleibt, wie es ist</translation>
    </message>
    <message>
        <source>this is no recovery code: it has seven groups of four letters and digits; look at it again</source>
        <translation>Das ist kein Wiederherstellungscode: er hat sieben Gruppen aus vier Buchstaben und Ziffern; sehen Sie noch einmal nach</translation>
    </message>
    <message>
        <source>the record in {folder} is to be encrypted, and its key cannot be had; unlock the keyring of this computer, or type the recovery code: `neopain unlock`</source>
        <translation>Die Aufzeichnung in {folder} soll verschlüsselt sein, und ihr Schlüssel ist nicht zu bekommen; entsperren Sie den Schlüsselbund dieses Rechners oder geben Sie den Wiederherstellungscode ein: `neopain unlock`</translation>
    </message>
    <message>
        <source>{path} cannot be read or is damaged, so that nobody can tell with which key the record is encrypted; `neopain unlock` makes it anew from the recovery code</source>
        <translation>{path} ist nicht lesbar oder beschädigt, daher ist nicht bekannt, mit welchem Schlüssel die Aufzeichnung verschlüsselt ist; `neopain unlock` erstellt sie aus dem Wiederherstellungscode neu</translation>
    </message>
    <message>
        <source>a restore into {folder} is half done: {why}; check the folder&apos;s permissions and the disk, then start NeoPain again: it finishes it</source>
        <translation>eine Rücksicherung nach {folder} ist halb fertig: {why}; prüfen Sie die Rechte des Ordners und die Platte und starten Sie NeoPain noch einmal: es führt sie zu Ende</translation>
    </message>
    <message>
        <source>a restore into {folder} was interrupted, and {name} is lost; move {plan} away, then restore again</source>
        <translation>eine Rücksicherung nach {folder} wurde unterbrochen, und {name} fehlt; legen Sie {plan} beiseite und spielen Sie die Sicherung noch einmal zurück</translation>
    </message>
    <message>
        <source>{plan} is damaged; move it away, then restore the backup again</source>
        <translation>{plan} ist beschädigt; legen Sie die Datei beiseite und spielen Sie die Sicherung noch einmal zurück</translation>
    </message>
    <message>
        <source>another program has {path} open; close it, then try again</source>
        <translation>Ein anderes Programm hat {path} geöffnet; schließen Sie es und versuchen Sie es noch einmal</translation>
    </message>
    <message>
        <source>{what} is not sound ({fault}); see `neopain verify`</source>
        <translation>{what} ist nicht unversehrt ({fault}); siehe `neopain verify`</translation>
    </message>
    <message>
        <source>the record</source>
        <translation>die Aufzeichnung</translation>
    </message>
    <message>
        <source>the copy</source>
        <translation>die Kopie</translation>
    </message>
    <message>
        <source>the copy of {path} has not all of it; the record is as it was</source>
        <translation>Die Kopie von {path} enthält nicht alles; die Aufzeichnung ist, wie sie war</translation>
    </message>
    <message>
        <source>{path} has a view in the place of a table: no NeoPain made it; do not use it</source>
        <translation>{path} hat eine Sicht (view) an der Stelle einer Tabelle: kein NeoPain hat das gemacht; nicht verwenden</translation>
    </message>
    <message>
        <source>that patient is no longer admitted here; look at the header, then try again</source>
        <translation>dieser Patient ist hier nicht mehr aufgenommen; sehen Sie in die Kopfzeile, und versuchen Sie es dann erneut</translation>
    </message>
    <message>
        <source>{code} is still admitted here; discharge that patient first</source>
        <translation>{code} ist hier noch aufgenommen; entlassen Sie zuerst diesen Patienten</translation>
    </message>
    <message>
        <source>{path} cannot be read: {why}; check its permissions</source>
        <translation>{path} ist nicht lesbar: {why}; prüfen Sie die Zugriffsrechte</translation>
    </message>
    <message>
        <source>{path} is damaged; put it back from a backup, or move it away</source>
        <translation>{path} ist beschädigt; holen Sie die Datei aus einer Sicherung zurück, oder verschieben Sie sie</translation>
    </message>
    <message>
        <source>the audit&apos;s key cannot be kept at {path}: {why}; check the folder and the disk</source>
        <translation>der Schlüssel des Prüfpfads kann nicht unter {path} abgelegt werden: {why}; prüfen Sie Ordner und Datenträger</translation>
    </message>
    <message>
        <source>{what} has lost its checksum: it was changed outside NeoPain, or the disk did</source>
        <translation>{what} hat die Prüfsumme verloren: es wurde außerhalb von NeoPain oder vom Datenträger verändert</translation>
    </message>
    <message>
        <source>{what} is not as it was written (checksum {kept}, its values give {sum})</source>
        <translation>{what} ist nicht mehr, wie es geschrieben wurde (Prüfsumme {kept}, die Werte ergeben {sum})</translation>
    </message>
    <message>
        <source>there is no record yet at {path}; `neopain monitor` makes one</source>
        <translation>unter {path} gibt es noch keine Aufzeichnung; `neopain monitor` legt eine an</translation>
    </message>
    <message>
        <source>there is no record yet at {path}, and none can be made there</source>
        <translation>unter {path} gibt es noch keine Aufzeichnung, und dort kann keine angelegt werden</translation>
    </message>
    <message>
        <source>the record {path}: it is damaged; pages of it cannot be written any more</source>
        <translation>die Aufzeichnung {path}: sie ist beschädigt; Teile davon können nicht mehr geschrieben werden</translation>
    </message>
    <message>
        <source>the record {path} was moved or deleted while in use; put it back, or restart NeoPain</source>
        <translation>die Aufzeichnung {path} wurde während der Benutzung verschoben oder gelöscht; legen Sie sie zurück, oder starten Sie NeoPain neu</translation>
    </message>
    <message>
        <source>the record {path} cannot be brought up to date: {why}; free space there and check the folder&apos;s permissions</source>
        <translation>die Aufzeichnung {path} kann nicht auf den neuen Stand gebracht werden: {why}; schaffen Sie dort Platz, und prüfen Sie die Rechte des Ordners</translation>
    </message>
    <message>
        <source>the record {path} lies on a disk without the locks it needs (network drive?); choose a folder on a local disk with --data</source>
        <translation>die Aufzeichnung {path} liegt auf einem Datenträger ohne die nötigen Sperren (Netzlaufwerk?); wählen Sie mit --data einen Ordner auf einem lokalen Datenträger</translation>
    </message>
    <message>
        <source>there is no session {session_id} in {path}</source>
        <translation>in {path} gibt es keine Sitzung {session_id}</translation>
    </message>
    <message>
        <source>the disk is full; free space, or choose a data folder on another disk with --data</source>
        <translation>der Datenträger ist voll; schaffen Sie Platz, oder wählen Sie mit --data einen Datenordner auf einem anderen</translation>
    </message>
    <message>
        <source>--lsl needs the optional part pylsl; install it from the source folder with: pip install &apos;.[lsl]&apos;</source>
        <translation>--lsl braucht den Zusatz pylsl; im Quellordner installieren mit: pip install &apos;.[lsl]&apos;</translation>
    </message>
    <message>
        <source>--lsl needs the library liblsl, which pylsl does not find here ({fault}); install liblsl from github.com/sccn/liblsl/releases, or tell pylsl with PYLSL_LIB where it is</source>
        <translation>--lsl braucht die Bibliothek liblsl, die pylsl hier nicht findet ({fault}); liblsl von github.com/sccn/liblsl/releases installieren oder pylsl mit PYLSL_LIB sagen, wo sie liegt</translation>
    </message>
    <message>
        <source>the disk refuses (full, over a quota, unplugged or failing); free space or check the disk, or choose a data folder on another disk with --data</source>
        <translation>der Datenträger verweigert (voll, Anteil verbraucht, abgezogen oder defekt); schaffen Sie Platz, prüfen Sie ihn, oder wählen Sie mit --data einen Datenordner auf einem anderen</translation>
    </message>
    <message>
        <source>it may only be read; make the file and its folder writable, or choose another folder with --data</source>
        <translation>sie darf nur gelesen werden; machen Sie Datei und Ordner beschreibbar, oder wählen Sie mit --data einen anderen Ordner</translation>
    </message>
    <message>
        <source>access was refused; check the owner and permissions of the file and its folder</source>
        <translation>der Zugriff wurde verweigert; prüfen Sie Besitzer und Rechte von Datei und Ordner</translation>
    </message>
    <message>
        <source>it cannot be opened or created; check that the folder exists and is writable, or choose another folder with --data</source>
        <translation>sie lässt sich weder öffnen noch anlegen; prüfen Sie, ob es den Ordner gibt und er beschreibbar ist, oder wählen Sie mit --data einen anderen Ordner</translation>
    </message>
    <message>
        <source>another program keeps it locked; close other programs that write to it, then try again</source>
        <translation>ein anderes Programm hält sie gesperrt; schließen Sie andere Programme, die hineinschreiben, und versuchen Sie es erneut</translation>
    </message>
    <message>
        <source>another program keeps it locked; close other programs that use it</source>
        <translation>ein anderes Programm hält sie gesperrt; schließen Sie andere Programme, die sie benutzen</translation>
    </message>
    <message>
        <source>it is damaged; the next session sets it aside and begins a new one, and `neopain recover FILE` reads back what is left in it</source>
        <translation>sie ist beschädigt; die nächste Sitzung legt sie beiseite und beginnt eine neue, und `neopain recover DATEI` liest zurück, was darin übrig ist</translation>
    </message>
    <message>
        <source>it is not a record of NeoPain, or its first page is damaged; the next session sets it aside and begins a new one</source>
        <translation>sie ist keine Aufzeichnung von NeoPain, oder ihre erste Seite ist beschädigt; die nächste Sitzung legt sie beiseite und beginnt eine neue</translation>
    </message>
    <message>
        <source>the record {path}: {remedy} ({reason})</source>
        <translation>die Aufzeichnung {path}: {remedy} ({reason})</translation>
    </message>
    <message>
        <source>the record {path}: {remedy} ({error})</source>
        <translation>die Aufzeichnung {path}: {remedy} ({error})</translation>
    </message>
    <message>
        <source>no session id in {path} begins with {text}; `neopain sessions` lists them</source>
        <translation>keine Sitzungsnummer in {path} beginnt mit {text}; `neopain sessions` zeigt sie</translation>
    </message>
    <message>
        <source>several session ids begin with {text} ({some}, ...); give more of the id</source>
        <translation>mehrere Sitzungsnummern beginnen mit {text} ({some}, ...); geben Sie mehr von der Nummer an</translation>
    </message>
    <message>
        <source>there is no session in {path} yet; record one with `neopain monitor`</source>
        <translation>in {path} gibt es noch keine Sitzung; zeichnen Sie eine auf mit `neopain monitor`</translation>
    </message>
    <message>
        <source>{path} cannot be opened: {why}; check the folder&apos;s permissions</source>
        <translation>{path} lässt sich nicht öffnen: {why}; prüfen Sie die Rechte des Ordners</translation>
    </message>
    <message>
        <source>there is no {kind} {id} in {path}</source>
        <translation>in {path} gibt es kein {kind} {id}</translation>
    </message>
    <message>
        <source>{path} is damaged; whoever runs this machine deletes it, then a new PIN can be set</source>
        <translation>{path} ist beschädigt; wer diesen Computer betreut, löscht die Datei, dann kann eine neue PIN festgelegt werden</translation>
    </message>
    <message>
        <source>the PIN cannot be kept at {path}: {why}; check the folder and the disk</source>
        <translation>die PIN kann nicht unter {path} abgelegt werden: {why}; prüfen Sie Ordner und Datenträger</translation>
    </message>
    <message>
        <source>the record cannot be kept at {path}: its folder may only be read; make it writable, or choose another with --data</source>
        <translation>die Aufzeichnung kann nicht unter {path} liegen: der Ordner darf nur gelesen werden; machen Sie ihn beschreibbar, oder wählen Sie einen anderen mit --data</translation>
    </message>
    <message>
        <source>the record cannot be kept at {path}: {why}; choose a folder that you may write with --data</source>
        <translation>die Aufzeichnung kann nicht unter {path} liegen: {why}; wählen Sie mit --data einen Ordner, in den Sie schreiben dürfen</translation>
    </message>
    <message>
        <source>session {session_id} is removed, but another program is reading {path}, so that its old pages are still in the write-ahead log; they go when all programs have closed the record</source>
        <translation>die Sitzung {session_id} ist entfernt, aber ein anderes Programm liest {path}, sodass ihre alten Seiten noch im Schreibprotokoll stehen; sie verschwinden, wenn alle Programme die Aufzeichnung geschlossen haben</translation>
    </message>
    <message>
        <source>{path} is a database of another program; choose another data folder with --data, or move that file away</source>
        <translation>{path} ist die Datenbank eines anderen Programms; wählen Sie mit --data einen anderen Datenordner, oder verschieben Sie diese Datei</translation>
    </message>
    <message>
        <source>calm is believed</source>
        <translation>Ruhe gilt als sicher</translation>
    </message>
    <message>
        <source>no score now</source>
        <translation>jetzt kein Score</translation>
    </message>
    <message>
        <source>the score is not low enough</source>
        <translation>der Score ist nicht niedrig genug</translation>
    </message>
    <message>
        <source>single signs and expression cannot confirm calm</source>
        <translation>Einzelzeichen und Ausdruck können Ruhe nicht bestätigen</translation>
    </message>
    <message>
        <source>single signs or expression say distress</source>
        <translation>Einzelzeichen oder Ausdruck sprechen für Not</translation>
    </message>
    <message>
        <source>alarm, care or standby</source>
        <translation>Alarm, Pflege oder Standby</translation>
    </message>
    <message>
        <source>a procedure was noted in the last half hour</source>
        <translation>in der letzten halben Stunde wurde ein Eingriff notiert</translation>
    </message>
    <message>
        <source>not calm for two minutes yet</source>
        <translation>noch keine zwei Minuten ruhig</translation>
    </message>
    <message>
        <source>this model does not say how calm infants differ: it cannot be adapted</source>
        <translation>dieses Modell sagt nicht, wie sich ruhige Kinder unterscheiden: Es kann nicht angepasst werden</translation>
    </message>
    <message>
        <source>another camera or another model</source>
        <translation>andere Kamera oder anderes Modell</translation>
    </message>
    <message>
        <source>there is no baseline to take back</source>
        <translation>es gibt keinen Ausgangswert zum Zurücknehmen</translation>
    </message>
    <message>
        <source>{where}: a folder; got a blank; write its path</source>
        <translation>{where}: ein Ordner; erhalten: ein Leerzeichen; schreiben Sie seinen Pfad</translation>
    </message>
    <message>
        <source>{file} is no regular file; put a text file in its place</source>
        <translation>{file} ist keine gewöhnliche Datei; legen Sie eine Textdatei an ihre Stelle</translation>
    </message>
    <message>
        <source>{path} ends before it says what it is; delete it</source>
        <translation>{path} endet, bevor die Datei sagt, was sie ist; löschen Sie sie</translation>
    </message>
    <message>
        <source>{path} is no clip of NeoPain</source>
        <translation>{path} ist kein Ausschnitt von NeoPain</translation>
    </message>
    <message>
        <source>{path} cannot be read: {why}; list the clips again</source>
        <translation>{path} ist nicht lesbar: {why}; listen Sie die Ausschnitte neu auf</translation>
    </message>
    <message>
        <source>{path} does not open with the key of its stay: it is damaged, or that key is another</source>
        <translation>{path} lässt sich mit dem Schlüssel des Aufenthalts nicht öffnen: die Datei ist beschädigt oder der Schlüssel ein anderer</translation>
    </message>
    <message>
        <source>{path} was written by a newer NeoPain (record version {version}, this one knows up to {newest}); use that newer NeoPain, or choose another data folder with --data</source>
        <translation>{path} wurde von einem neueren NeoPain geschrieben (Fassung {version} der Aufzeichnung, dieses kennt bis {newest}); verwenden Sie das neuere NeoPain, oder wählen Sie mit --data einen anderen Datenordner</translation>
    </message>
    <message>
        <source>expected a folder for the sessions, got the file {folder}; choose another folder with --data or NEOPAIN_DATA</source>
        <translation>erwartet wird ein Ordner für die Sitzungen, erhalten: die Datei {folder}; wählen Sie einen anderen Ordner mit --data oder NEOPAIN_DATA</translation>
    </message>
    <message>
        <source>there is no session {session_id} in {path}; `neopain sessions` lists them</source>
        <translation>in {path} gibt es keine Sitzung {session_id}; `neopain sessions` zeigt sie</translation>
    </message>
    <message>
        <source>another session with id {session_id} is in {path}; make a new id</source>
        <translation>eine andere Sitzung mit der Nummer {session_id} ist in {path}; vergeben Sie eine neue</translation>
    </message>
    <message>
        <source>the record {path} is {damage} and cannot be set aside: {why}; move it away by hand, with its -wal and -shm files</source>
        <translation>die Aufzeichnung {path} ist {damage} und kann nicht beiseitegelegt werden: {why}; verschieben Sie sie von Hand, mit ihren Dateien -wal und -shm</translation>
    </message>
    <message>
        <source>{copy} is damaged: {name} in it is not as it was written</source>
        <translation>{copy} ist beschädigt: {name} darin ist nicht so, wie es geschrieben wurde</translation>
    </message>
    <message>
        <source>these two stays are one already; look at the list of stays again</source>
        <translation>diese beiden Aufenthalte sind schon einer; sehen Sie die Liste der Aufenthalte noch einmal an</translation>
    </message>
    <message>
        <source>that stay was merged before; look at the list of stays again</source>
        <translation>dieser Aufenthalt wurde schon zusammengeführt; sehen Sie die Liste der Aufenthalte noch einmal an</translation>
    </message>
    <message>
        <source>the infant of that stay is here now: merge the other stay into this one instead</source>
        <translation>das Kind dieses Aufenthalts ist jetzt hier: stattdessen den anderen Aufenthalt mit diesem vereinigen</translation>
    </message>
    <message>
        <source>the time that is moved ends after it begins; choose another end</source>
        <translation>die verschobene Zeit endet nach ihrem Beginn; wählen Sie ein anderes Ende</translation>
    </message>
    <message>
        <source>a correction is of one stay; admit another patient instead</source>
        <translation>eine Berichtigung betrifft einen Aufenthalt; nehmen Sie stattdessen einen anderen Patienten auf</translation>
    </message>
    <message>
        <source>there is no stay {stay_id} in {path}</source>
        <translation>in {path} gibt es keinen Aufenthalt {stay_id}</translation>
    </message>
    <message>
        <source>{score} (manual)</source>
        <translation>{score} (von Hand)</translation>
    </message>
    <message>
        <source>Changed to {score} (manual)</source>
        <translation>Geändert auf {score} (von Hand)</translation>
    </message>
    <message>
        <source>Last change of {score} (manual) taken back</source>
        <translation>Letzte Änderung von {score} (von Hand) zurückgenommen</translation>
    </message>
    <message>
        <source>Alarm volume {percent} %</source>
        <translation>Alarmlautstärke {percent} %</translation>
    </message>
    <message>
        <source>A PIN was set for the limits</source>
        <translation>Für die Grenzwerte wurde eine PIN gesetzt</translation>
    </message>
    <message>
        <source>Limits changed by {who}, PIN right</source>
        <translation>Grenzwerte geändert von {who}, PIN richtig</translation>
    </message>
    <message>
        <source>Limits changed, PIN right</source>
        <translation>Grenzwerte geändert, PIN richtig</translation>
    </message>
    <message>
        <source>Limits were not changed: PIN refused</source>
        <translation>Grenzwerte nicht geändert: PIN abgelehnt</translation>
    </message>
    <message>
        <source>Note changed: {note}</source>
        <translation>Notiz geändert: {note}</translation>
    </message>
    <message>
        <source>Note deleted: {note}</source>
        <translation>Notiz gelöscht: {note}</translation>
    </message>
    <message>
        <source>Live streams (LSL) on</source>
        <translation>Ströme ins Netz (LSL) an</translation>
    </message>
    <message>
        <source>Live streams (LSL) off</source>
        <translation>Ströme ins Netz (LSL) aus</translation>
    </message>
    <message>
        <source>Live streams (LSL): {trouble}</source>
        <translation>Live-Datenströme (LSL): {trouble}</translation>
    </message>
    <message>
        <source>Patient {code}  GA {ga}  PMA {pma}</source>
        <translation>Patient {code}  GA {ga}  PMA {pma}</translation>
    </message>
    <message>
        <source>Patient {code} is being discharged</source>
        <translation>Patient {code} wird entlassen</translation>
    </message>
    <message>
        <source>Patient {before} is corrected to {code}</source>
        <translation>Patient {before} ist berichtigt zu {code}</translation>
    </message>
    <message>
        <source>{who} is at the screen</source>
        <translation>{who} ist am Bildschirm</translation>
    </message>
    <message>
        <source>Start-up test of alarm fields and sound</source>
        <translation>Starttest von Alarmfeldern und Ton</translation>
    </message>
    <message>
        <source>Session broke off</source>
        <translation>Sitzung brach ab</translation>
    </message>
    <message>
        <source>Not monitored</source>
        <translation>Nicht überwacht</translation>
    </message>
    <message>
        <source>{name}: expected an output `{output}` of {count} classes; got {got}. Restore the models&apos; folder.</source>
        <translation>{name}: erwartet wird eine Ausgabe `{output}` mit {count} Klassen; erhalten: {got}. Stellen Sie den Ordner der Modelle wieder her.</translation>
    </message>
    <message>
        <source>{where}: expected the heads of {count} facial actions over {size} features; got: {fault}. Restore the model&apos;s folder, or make it again with `neopain-export build`.</source>
        <translation>{where}: erwartet werden die Köpfe von {count} Gesichtszeichen über {size} Merkmalen; erhalten: {fault}. Stellen Sie den Ordner des Modells wieder her, oder erzeugen Sie es neu mit `neopain-export build`.</translation>
    </message>
    <message>
        <source>expected a mesh of 478 points; got {shape} and {other}</source>
        <translation>erwartet wird ein Netz aus 478 Punkten; erhalten: {shape} und {other}</translation>
    </message>
    <message>
        <source>expected a mesh with two eyes apart; got one without</source>
        <translation>erwartet wird ein Netz mit zwei getrennten Augen; dieses hat keine</translation>
    </message>
    <message>
        <source>{model_id}: no network here gives `{block_name}` with {size} values. Restore the models&apos; folder, or make it again with `neopain-export build`.</source>
        <translation>{model_id}: kein Netz liefert hier `{block_name}` mit {size} Werten. Stellen Sie den Ordner der Modelle wieder her, oder erzeugen Sie ihn neu mit `neopain-export build`.</translation>
    </message>
    <message>
        <source>{folder}: expected heads of facial actions, got a {kind}.</source>
        <translation>{folder}: erwartet werden Köpfe von Gesichtszeichen, erhalten: {kind}.</translation>
    </message>
    <message>
        <source>{manifest_id} learnt with another network `{name}` than the one in {folder}. Make both again with `neopain-export build`.</source>
        <translation>{manifest_id} hat mit einem anderen Netz `{name}` gelernt als dem in {folder}. Erzeugen Sie beide neu mit `neopain-export build`.</translation>
    </message>
    <message>
        <source>block `{block_name}` needs a sequence of pictures, and NeoPain scores single ones. Choose a model without facial strain and LBP-TOP.</source>
        <translation>Der Block `{block_name}` braucht eine Folge von Bildern, und NeoPain bewertet einzelne. Wählen Sie ein Modell ohne Hautdehnung und LBP-TOP.</translation>
    </message>
    <message>
        <source>expected a block like {name}, got `{got}`. The model was made by another version of NeoPain: update, or build the model again.</source>
        <translation>Erwartet wird ein Block wie {name}, da ist `{got}`. Das Modell stammt von einer anderen Version von NeoPain: aktualisieren Sie, oder bauen Sie das Modell neu.</translation>
    </message>
    <message>
        <source>LBP-TOP wants a grid of 1..20 cells; got {got}. Choose another.</source>
        <translation>LBP-TOP braucht ein Gitter von 1 bis 20 Zellen; es ist {got}. Wählen Sie ein anderes.</translation>
    </message>
    <message>
        <source>`{name}` looks at {wanted} frames; got {got}.</source>
        <translation>`{name}` betrachtet {wanted} Bilder; es sind {got}.</translation>
    </message>
    <message>
        <source>a window of frames wants 3..64 frames, {least}..{most} ms apart; got {frames} in {length} ms. Choose others.</source>
        <translation>Ein Fenster braucht 3 bis 64 Bilder im Abstand von {least} bis {most} ms; es sind {frames} in {length} ms. Wählen Sie andere.</translation>
    </message>
    <message>
        <source>{manifest_id}: expected a network with the output {output}; got another model. Restore models/face_witness.</source>
        <translation>{manifest_id}: erwartet: ein Netz mit der Ausgabe {output}; erhalten: ein anderes Modell. Stellen Sie models/face_witness wieder her.</translation>
    </message>
    <message>
        <source>the witness of the face gave {shape}. Restore models/face_witness.</source>
        <translation>Der Zeuge des Gesichts gab {shape}. Stellen Sie models/face_witness wieder her.</translation>
    </message>
    <message>
        <source>{where}: the temporal head may not be used: {why}. Restore the model&apos;s folder, or make the head again with `neopain-export temporal`.</source>
        <translation>{where}: Der zeitliche Teil des Modells darf nicht benutzt werden: {why}. Stellen Sie den Ordner des Modells wieder her, oder lernen Sie ihn neu mit `neopain-export temporal`.</translation>
    </message>
    <message>
        <source>{folder}: expected a classifier, got a {kind}. Choose a classifier&apos;s folder.</source>
        <translation>{folder}: erwartet wird ein Klassifikator, erhalten: {kind}. Wählen Sie den Ordner eines Klassifikators.</translation>
    </message>
    <message>
        <source>{model_id} was made for scikit-learn {made_for}, this is {version}. Build the model again with `neopain-export build`.</source>
        <translation>{model_id} wurde für scikit-learn {made_for} gemacht, dies ist {version}. Bauen Sie das Modell neu mit `neopain-export build`.</translation>
    </message>
    <message>
        <source>{model_id}: expected a fitted pipeline with predict_proba, classes 0 and 1, and {size} features as its manifest says; got {name} with classes {classes} and {count} features. Build the model again with `neopain-export build`.</source>
        <translation>{model_id}: erwartet wird eine angepasste Pipeline mit predict_proba, den Klassen 0 und 1 und {size} Merkmalen, wie das Manifest sagt; erhalten: {name} mit den Klassen {classes} und {count} Merkmalen. Bauen Sie das Modell neu mit `neopain-export build`.</translation>
    </message>
    <message>
        <source>expected the manifest of a classifier, got {manifest_id}, a {kind}.</source>
        <translation>erwartet wird das Manifest eines Klassifikators, erhalten: {manifest_id} ({kind}).</translation>
    </message>
    <message>
        <source>{model_id} wants features {layout_id}, got {got}. Open extractor and classifier from one model folder.</source>
        <translation>{model_id} verlangt die Merkmale {layout_id}, erhalten: {got}. Öffnen Sie beide aus einem Modellordner.</translation>
    </message>
    <message>
        <source>{model_id}: expected a probability in 0..1, got {probability}. Build the model again with `neopain-export build`.</source>
        <translation>{model_id}: erwartet wird eine Wahrscheinlichkeit von 0 bis 1, erhalten: {probability}. Bauen Sie das Modell neu mit `neopain-export build`.</translation>
    </message>
    <message>
        <source>{model_id}: the pipeline failed on {size} features: {fault}. Build the model again with `neopain-export build`.</source>
        <translation>{model_id}: die Pipeline ist an {size} Merkmalen gescheitert: {fault}. Bauen Sie das Modell neu mit `neopain-export build`.</translation>
    </message>
    <message>
        <source>the face in a picture {shape} cannot be aligned: {why}. Use pictures of usual sizes.</source>
        <translation>das Gesicht in einem Bild {shape} lässt sich nicht ausrichten: {why}. Verwenden Sie Bilder üblicher Größe.</translation>
    </message>
    <message>
        <source>block `{block_name}` has {size} values here, the layout says {wanted}. The classifier was trained with other features: build it again with `neopain-export build`.</source>
        <translation>der Block `{block_name}` hat hier {size} Werte, verlangt sind {wanted}. Der Klassifikator wurde mit anderen Merkmalen trainiert: bauen Sie ihn neu mit `neopain-export build`.</translation>
    </message>
    <message>
        <source>no network gives the block `{block_name}`; there are {known}, lbp.*, hog.*. Put the network&apos;s folder beside the classifier&apos;s, or choose another model.</source>
        <translation>kein Netz liefert den Block `{block_name}`; es gibt {known}, lbp.*, hog.*. Legen Sie den Ordner des Netzes neben den des Klassifikators, oder wählen Sie ein anderes Modell.</translation>
    </message>
    <message>
        <source>no network gives the block `{name}`; there are {networks}, lbp.*, hog.*.</source>
        <translation>kein Netz liefert den Block `{name}`; es gibt {networks}, lbp.*, hog.*.</translation>
    </message>
    <message>
        <source>a picture has sides of at most {most} px; got {shape}: make it smaller</source>
        <translation>ein Bild hat Seiten von höchstens {most} Bildpunkten; erhalten: {shape}: verkleinern Sie es</translation>
    </message>
    <message>
        <source>MediaPipe {version} reports usage to its maker and has no switch against it; NeoPain opens no connection but the camera&apos;s. Install `mediapipe&gt;=0.10.30,&lt;0.10.34`, or, on a machine that is cut off from the network, set {allow_reports}=1.</source>
        <translation>MediaPipe {version} meldet seinem Hersteller die Nutzung und hat keinen Schalter dagegen; NeoPain öffnet keine Verbindung außer der zur Kamera. Installieren Sie `mediapipe&gt;=0.10.30,&lt;0.10.34`, oder setzen Sie auf einem Computer ohne Netz {allow_reports}=1.</translation>
    </message>
    <message>
        <source>MediaPipe failed on a picture {shape}: {short}. Restart; if it stays, run `neopain doctor`.</source>
        <translation>MediaPipe ist an einem Bild {shape} gescheitert: {short}. Starten Sie neu; bleibt es so, führen Sie `neopain doctor` aus.</translation>
    </message>
    <message>
        <source>expected a MediaPipe Face Landmarker bundle, got {count} bytes it refuses: {short}. Restore models/face_landmarker.</source>
        <translation>erwartet wird ein Bündel des MediaPipe Face Landmarker, erhalten: {count} Bytes, die er ablehnt: {short}. Stellen Sie models/face_landmarker wieder her.</translation>
    </message>
    <message>
        <source>{name}: expected the outputs {wanted}; {missing} is not among {given}. Import the file again with the right --family.</source>
        <translation>{name}: erwartet werden die Ausgaben {wanted}; {missing} ist nicht unter {given}. Importieren Sie die Datei erneut mit der richtigen --family.</translation>
    </message>
    <message>
        <source>{name}: a {family} network has {count} outputs ({names}); the manifest names {given}. Import the file again with the right --family.</source>
        <translation>{name}: ein Netz der Familie {family} hat {count} Ausgaben ({names}); das Manifest nennt {given}. Importieren Sie die Datei erneut mit der richtigen --family.</translation>
    </message>
    <message>
        <source>{name}: outputs {told} are not those of the family {family}: {fault}. Import the file again with the right --family.</source>
        <translation>{name}: die Ausgaben {told} sind nicht die der Familie {family}: {fault}. Importieren Sie die Datei erneut mit der richtigen --family.</translation>
    </message>
    <message>
        <source>{manifest_id}: expected a network with the output {output}; got another model. Restore models/way_up.</source>
        <translation>{manifest_id}: erwartet wird ein Netz mit der Ausgabe {output}; erhalten: ein anderes Modell. Stellen Sie models/way_up wieder her.</translation>
    </message>
    <message>
        <source>the witness of the way up gave {odds}. Restore models/way_up.</source>
        <translation>der Zeuge für oben und unten ergab {odds}. Stellen Sie models/way_up wieder her.</translation>
    </message>
    <message>
        <source>{model_id}: expected the intensities {wanted} that it gave when it was made, got {got}. {remedy}</source>
        <translation>{model_id}: erwartet werden die Stärken {wanted} wie bei seiner Herstellung, erhalten: {got}. {remedy}</translation>
    </message>
    <message>
        <source>{model_id}: expected an intensity in 0..10, got {got}. {remedy}</source>
        <translation>{model_id}: erwartet wird eine Stärke von 0 bis 10, erhalten: {got}. {remedy}</translation>
    </message>
    <message>
        <source>{path}: expected the arrays of an intensity, got: {fault}. {remedy}</source>
        <translation>{path}: erwartet werden die Felder einer Stärke, erhalten: {fault}. {remedy}</translation>
    </message>
    <message>
        <source>Restore the model&apos;s folder, or train the model again with `neopain-export`.</source>
        <translation>Stellen Sie den Ordner des Modells wieder her, oder trainieren Sie es neu mit `neopain-export`.</translation>
    </message>
    <message>
        <source>{path}: expected finite numbers, got others. {remedy}</source>
        <translation>{path}: erwartet werden endliche Zahlen, erhalten: andere. {remedy}</translation>
    </message>
    <message>
        <source>{model_id}: expected the answers {wanted} that it gave when it was made, got {got}. Its scores cannot be trusted here. {remedy}</source>
        <translation>{model_id}: erwartet werden die Antworten {wanted} wie bei seiner Herstellung, erhalten: {got}. Seinen Scores ist hier nicht zu trauen. {remedy}</translation>
    </message>
    <message>
        <source>{model_id}: expected a higher answer to the average picture with pain than to the one without, got {wanted}: it cannot tell them apart. Choose another model.</source>
        <translation>{model_id}: erwartet wird beim mittleren Bild mit Schmerzzeichen eine höhere Antwort als beim anderen, erhalten: {wanted}: es kann sie nicht unterscheiden. Wählen Sie ein anderes Modell.</translation>
    </message>
    <message>
        <source>{path}: a {kind} file may have {most} bytes, the manifest says {got}. Restore the model&apos;s folder from where it came.</source>
        <translation>{path}: eine Datei der Art {kind} darf {most} Bytes haben, das Manifest sagt {got}. Holen Sie den Ordner des Modells von seiner Herkunft neu.</translation>
    </message>
    <message>
        <source>{path}: this NeoPain reads manifests of schema {schema}, got {got}. Update NeoPain.</source>
        <translation>{path}: dieses NeoPain liest Manifeste nach Schema {schema}, erhalten: {got}. Aktualisieren Sie NeoPain.</translation>
    </message>
    <message>
        <source>{path}: expected TOML in UTF-8, got: {fault}. Restore the right file.</source>
        <translation>{path}: erwartet wird TOML in UTF-8, erhalten: {fault}. Stellen Sie die richtige Datei wieder her.</translation>
    </message>
    <message>
        <source>{model_id}: the manifest wants {tensor} (N, 3, {height}, {width}) and outputs {outputs}; the graph has {input} {shape} and {given}. Make both again with `neopain-export import`.</source>
        <translation>{model_id}: das Manifest verlangt {tensor} (N, 3, {height}, {width}) und die Ausgaben {outputs}; der Graph hat {input} {shape} und {given}. Erzeugen Sie beide neu mit `neopain-export import`.</translation>
    </message>
    <message>
        <source>expected the manifest of a network, got {manifest_id}, a {kind}.</source>
        <translation>erwartet wird das Manifest eines Netzes, erhalten: {manifest_id} ({kind}).</translation>
    </message>
    <message>
        <source>{name}.{output}: expected {expected} finite values, got {size} of which {finite} finite ({provider}). Restore the model&apos;s folder; if it stays, run without the GPU.</source>
        <translation>{name}.{output}: erwartet werden {expected} endliche Werte, erhalten: {size}, davon {finite} endlich ({provider}). Stellen Sie den Ordner des Modells wieder her; bleibt es so, arbeiten Sie ohne GPU.</translation>
    </message>
    <message>
        <source>expected a feature network in one file of plain ONNX operators, got {what}. Export it without that, all values in the file, for example with `neopain-export import`.</source>
        <translation>erwartet wird ein Merkmalsnetz in einer Datei aus einfachen ONNX-Operatoren, erhalten: {what}. Exportieren Sie es ohne das, mit allen Werten in der Datei, etwa mit `neopain-export import`.</translation>
    </message>
    <message>
        <source>expected an ONNX graph, got a file that is none or that is damaged ({fault}). Restore the model&apos;s folder, or make the network again with `neopain-export import`.</source>
        <translation>erwartet wird ein ONNX-Graph, die Datei ist keiner oder beschädigt ({fault}). Stellen Sie den Ordner des Modells wieder her, oder erzeugen Sie das Netz neu mit `neopain-export import`.</translation>
    </message>
    <message>
        <source>a network has one input (N, 3, H, W); this one has {inputs}. Export it with `neopain-export import`, which makes it so.</source>
        <translation>ein Netz hat einen Eingang (N, 3, H, W); dieses hat {inputs}. Exportieren Sie es mit `neopain-export import`, das es so macht.</translation>
    </message>
    <message>
        <source>expected outputs out of {outputs}, got {unknown}. The network&apos;s file and its manifest do not belong together: restore the model&apos;s folder.</source>
        <translation>erwartet werden Ausgaben aus {outputs}, erhalten: {unknown}. Netz und Manifest gehören nicht zusammen: stellen Sie den Ordner des Modells wieder her.</translation>
    </message>
    <message>
        <source>expected an ONNX graph that ONNX Runtime {version} can run, got: {short}. Restore the model&apos;s folder, or make the network again with `neopain-export import`.</source>
        <translation>erwartet wird ein ONNX-Graph, den ONNX Runtime {version} ausführen kann, erhalten: {short}. Stellen Sie den Ordner des Modells wieder her, oder erzeugen Sie das Netz neu mit `neopain-export import`.</translation>
    </message>
    <message>
        <source>the network failed on {dtype} {shape} ({provider}): {short}. Restart; if it stays, run `neopain doctor` and restore the model&apos;s folder.</source>
        <translation>das Netz ist an {dtype} {shape} gescheitert ({provider}): {short}. Starten Sie neu; bleibt es so, führen Sie `neopain doctor` aus, und stellen Sie den Ordner des Modells wieder her.</translation>
    </message>
    <message>
        <source>{folder}: expected a classifier, got a {kind}.</source>
        <translation>{folder}: erwartet wird ein Klassifikator, erhalten: {kind}.</translation>
    </message>
    <message>
        <source>{model_id}: novelty is measured in features {layout_id}, got {got}. Open extractor and classifier from one model folder.</source>
        <translation>{model_id}: Neuheit wird in den Merkmalen {layout_id} gemessen, erhalten: {got}. Öffnen Sie beide aus einem Modellordner.</translation>
    </message>
    <message>
        <source>{model_id}: expected a distance, got {distance}. Restore the model&apos;s folder, or build the model again with `neopain-export build`.</source>
        <translation>{model_id}: erwartet wird ein Abstand, erhalten: {distance}. Stellen Sie den Ordner des Modells wieder her, oder bauen Sie es neu mit `neopain-export build`.</translation>
    </message>
    <message>
        <source>{path}: expected the arrays of a novelty detector over {names}, got: {fault}. Build the model again with `neopain-export build`.</source>
        <translation>{path}: erwartet werden die Felder eines Neuheitsdetektors über {names}, erhalten: {fault}. Bauen Sie das Modell neu mit `neopain-export build`.</translation>
    </message>
    <message>
        <source>{model_id}: the novelty detector knows {size} values of `{name}`, the layout has {wanted}. Build the model again with `neopain-export build`.</source>
        <translation>{model_id}: der Neuheitsdetektor kennt {size} Werte von `{name}`, verlangt sind {wanted}. Bauen Sie das Modell neu mit `neopain-export build`.</translation>
    </message>
    <message>
        <source>{where}: expected a table [novelty], by which NeoPain refuses faces unlike those that the classifier was trained on; got none. Train it again with `neopain-export train`, or use the bundled one.</source>
        <translation>{where}: erwartet wird eine Tabelle [novelty], nach der NeoPain Gesichter ablehnt, die denen des Trainings nicht gleichen; es gibt keine. Trainieren Sie neu mit `neopain-export train`, oder verwenden Sie das mitgelieferte Modell.</translation>
    </message>
    <message>
        <source>{manifest_id}: expected a landmarker, got a {kind}. Restore its folder.</source>
        <translation>{manifest_id}: erwartet wird ein Landmarker, erhalten: {kind}. Stellen Sie seinen Ordner wieder her.</translation>
    </message>
    <message>
        <source>{manifest_id}: expected a face detector, got a {kind}. Restore its folder.</source>
        <translation>{manifest_id}: erwartet wird ein Gesichtsfinder, erhalten: {kind}. Stellen Sie seinen Ordner wieder her.</translation>
    </message>
    <message>
        <source>{folder}: expected a network, got a {kind}. Choose a network&apos;s folder.</source>
        <translation>{folder}: erwartet wird ein Netz, erhalten: {kind}. Wählen Sie den Ordner eines Netzes.</translation>
    </message>
    <message>
        <source>{model_id} was trained with the landmarker of sha256 {expected}, here is another: {sha256}. Build the model again with `neopain-export build`.</source>
        <translation>{model_id} wurde mit dem Landmarker mit sha256 {expected} trainiert, hier ist ein anderer: {sha256}. Bauen Sie das Modell neu mit `neopain-export build`.</translation>
    </message>
    <message>
        <source>{what}. It was not loaded. {remedy}</source>
        <translation>{what}. Es wurde nicht geladen. {remedy}</translation>
    </message>
    <message>
        <source>Promote the model again with `neopain-export promote`, or delete the file to use the bundled one.</source>
        <translation>Geben Sie das Modell erneut frei mit `neopain-export promote`, oder löschen Sie die Datei, um das mitgelieferte zu verwenden.</translation>
    </message>
    <message>
        <source>{path}: expected `folder` to be the full path of an existing folder, got {folder}. {remedy}</source>
        <translation>{path}: erwartet wird in `folder` der volle Pfad eines vorhandenen Ordners, erhalten: {folder}. {remedy}</translation>
    </message>
    <message>
        <source>{path}: expected a file or folder that only its owner, who runs the monitor, can write; got owner {owner} and rights {rights:o}, so that others may have chosen this model. Look who wrote it; then `chmod go-w {path}`, or promote the model again.</source>
        <translation>{path}: erwartet wird eine Datei oder ein Ordner, den nur der Besitzer, der den Monitor betreibt, ändern kann; erhalten: Besitzer {owner} und Rechte {rights:o}, sodass andere dieses Modell gewählt haben können. Sehen Sie nach, wer es schrieb; dann `chmod go-w {path}`, oder geben Sie das Modell erneut frei.</translation>
    </message>
    <message>
        <source>{path}: expected the choice of a model (TOML), got: {fault}. {remedy}</source>
        <translation>{path}: erwartet wird die Wahl eines Modells (TOML), erhalten: {fault}. {remedy}</translation>
    </message>
    <message>
        <source>{model_id} was trained with the network `{name}` of sha256 {sha256}; it is not in {searched}. {found} Put that network&apos;s folder beside the classifier&apos;s, or choose another model.</source>
        <translation>{model_id} wurde mit dem Netz `{name}` mit sha256 {sha256} trainiert; es ist nicht in {searched}. {found} Legen Sie den Ordner dieses Netzes neben den des Klassifikators, oder wählen Sie ein anderes Modell.</translation>
    </message>
    <message>
        <source>{folder}: this release of NeoPain does not bring this model. Models of others are promoted with `neopain-export promote`; after a change of the bundled ones, run `neopain-export pin`.</source>
        <translation>{folder}: diese Ausgabe von NeoPain bringt dieses Modell nicht mit. Modelle anderer werden mit `neopain-export promote` freigegeben; nach einer Änderung der mitgelieferten führen Sie `neopain-export pin` aus.</translation>
    </message>
    <message>
        <source>{home}: the network `{name}` was not used when {folder} was promoted. Promote the model again with `neopain-export promote`.</source>
        <translation>{home}: das Netz `{name}` wurde bei der Freigabe von {folder} nicht verwendet. Geben Sie das Modell erneut frei mit `neopain-export promote`.</translation>
    </message>
    <message>
        <source>{model_id}: its features come from the network `{name}`, but its manifest does not record that network&apos;s sha256. Build the model again with `neopain-export build`.</source>
        <translation>{model_id}: die Merkmale kommen aus dem Netz `{name}`, aber das Manifest nennt dessen sha256 nicht. Bauen Sie das Modell neu mit `neopain-export build`.</translation>
    </message>
    <message>
        <source>{folder} has {sha256}.</source>
        <translation>{folder} hat {sha256}.</translation>
    </message>
    <message>
        <source>expected a strain block like {name}, got `{got}`. The model was made by another version of NeoPain: update, or build the model again.</source>
        <translation>erwartet wird ein Dehnungsblock wie {name}, erhalten: `{got}`. Das Modell stammt von einer anderen Version von NeoPain: aktualisieren Sie, oder bauen Sie das Modell neu.</translation>
    </message>
    <message>
        <source>{what} of {path} holds what cannot be understood ({error}); use the NeoPain that wrote it</source>
        <translation>{what} von {path} enthält, was nicht zu verstehen ist ({error}); nehmen Sie das NeoPain, das es geschrieben hat</translation>
    </message>
    <message>
        <source>NOT DISCHARGED, and monitoring has ended: start it if the infant stays. {why}</source>
        <translation>NICHT ENTLASSEN, und die Überwachung ist beendet: wieder starten, wenn das Kind bleibt. {why}</translation>
    </message>
    <message>
        <source>strain wants regions of {regions}, window 5..63 px; got {got}.</source>
        <translation>die Dehnung verlangt Regionen aus {regions} und ein Fenster von 5 bis 63 Bildpunkten; erhalten: {got}.</translation>
    </message>
    <message>
        <source>strain wants two crops of one size; got {shape} and {other}.</source>
        <translation>die Dehnung verlangt zwei Ausschnitte gleicher Größe; erhalten: {shape} und {other}.</translation>
    </message>
    <message>
        <source>the regions of strain lie in a crop of {side} px; got {shape}.</source>
        <translation>die Regionen der Dehnung liegen in einem Ausschnitt von {side} Bildpunkten; erhalten: {shape}.</translation>
    </message>
    <message>
        <source>expected a texture block like {name} or {other}, got `{got}`. The model was made by another version of NeoPain: update, or build the model again.</source>
        <translation>erwartet wird ein Texturblock wie {name} oder {other}, erhalten: `{got}`. Das Modell stammt von einer anderen Version von NeoPain: aktualisieren Sie, oder bauen Sie das Modell neu.</translation>
    </message>
    <message>
        <source>LBP wants 4..24 points, radius and grid of at least 1; got {got}. Choose others.</source>
        <translation>LBP verlangt 4 bis 24 Punkte sowie Radius und Raster von mindestens 1; erhalten: {got}. Wählen Sie andere.</translation>
    </message>
    <message>
        <source>HOG wants at least one block of whole cells inside its side; got {got}. Choose others.</source>
        <translation>HOG verlangt mindestens einen Block ganzer Zellen innerhalb seiner Seite; erhalten: {got}. Wählen Sie andere.</translation>
    </message>
    <message>
        <source>{where}: `{key}` should be {expected}, got {got}. Restore the model&apos;s folder from where it came, or make the model again with `neopain-export`.</source>
        <translation>{where}: `{key}` sollte {expected} sein, erhalten: {got}. Holen Sie den Ordner des Modells von seiner Herkunft neu, oder erzeugen Sie das Modell neu mit `neopain-export`.</translation>
    </message>
    <message>
        <source>{path}: expected {size} bytes, got {held}. The file is cut short or exchanged: restore it from where it came.</source>
        <translation>{path}: erwartet werden {size} Bytes, erhalten: {held}. Die Datei ist abgeschnitten oder vertauscht: holen Sie sie von ihrer Herkunft neu.</translation>
    </message>
    <message>
        <source>{path}: expected sha256 {expected} as {by} says, got {got}. The file was altered or exchanged: restore it from where it came; do not use it.</source>
        <translation>{path}: erwartet wird sha256 {expected} nach {by}, erhalten: {got}. Die Datei wurde verändert oder vertauscht: holen Sie sie von ihrer Herkunft neu; verwenden Sie sie nicht.</translation>
    </message>
    <message>
        <source>{path}: a manifest has at most {most} bytes. Restore the right file.</source>
        <translation>{path}: ein Manifest hat höchstens {most} Bytes. Stellen Sie die richtige Datei wieder her.</translation>
    </message>
    <message>
        <source>{path}: expected a readable file, got: {why}. Restore the model&apos;s folder, or choose another model.</source>
        <translation>{path}: erwartet wird eine lesbare Datei, erhalten: {why}. Stellen Sie den Ordner des Modells wieder her, oder wählen Sie ein anderes Modell.</translation>
    </message>
    <message>
        <source>Pictures around alarms and procedures are kept: {giver} consented for {purpose}, asked by {asker}, until {until} UTC</source>
        <translation>Bilder um Alarme und Eingriffe werden aufbewahrt: Einwilligung durch {giver} für {purpose}, gefragt von {asker}, bis {until} UTC</translation>
    </message>
    <message>
        <source>Clip kept: {pictures} pictures, {missing} missing</source>
        <translation>Ausschnitt aufbewahrt: {pictures} Bilder, {missing} fehlen</translation>
    </message>
    <message>
        <source>A clip could not be kept after {pictures} pictures: {why}</source>
        <translation>Ein Ausschnitt ließ sich nach {pictures} Bildern nicht weiter aufbewahren: {why}</translation>
    </message>
    <message>
        <source>No pictures are kept any more: the consent is withdrawn, over, or not of this infant</source>
        <translation>Es werden keine Bilder mehr aufbewahrt: die Einwilligung ist widerrufen, abgelaufen oder nicht von diesem Kind</translation>
    </message>
    <message>
        <source>{count} old clips were removed by the ward&apos;s rule</source>
        <translation>{count} alte Ausschnitte wurden nach der Regel der Station entfernt</translation>
    </message>
    <message>
        <source>No clips are kept any more, a fault of the program: {fault}</source>
        <translation>Es werden keine Ausschnitte mehr aufbewahrt, ein Fehler des Programms: {fault}</translation>
    </message>
    <message>
        <source>it cannot be written ({why})</source>
        <translation>es kann nicht geschrieben werden ({why})</translation>
    </message>
    <message>
        <source>it cannot be opened ({why})</source>
        <translation>es kann nicht geöffnet werden ({why})</translation>
    </message>
    <message>
        <source>{fault}; nothing more is told there, monitoring goes on</source>
        <translation>{fault}; dort wird nichts mehr gemeldet, die Überwachung läuft weiter</translation>
    </message>
    <message>
        <source>its reader is too slow: {count} lines dropped</source>
        <translation>der Empfänger ist zu langsam: {count} Zeilen verworfen</translation>
    </message>
    <message>
        <source>its reader does not read</source>
        <translation>der Empfänger liest nicht</translation>
    </message>
    <message>
        <source>it cannot be told ({fault})</source>
        <translation>es kann nicht gemeldet werden ({fault})</translation>
    </message>
    <message>
        <source>its reader has gone</source>
        <translation>der Empfänger ist fort</translation>
    </message>
    <message>
        <source>another camera</source>
        <translation>andere Kamera</translation>
    </message>
    <message>
        <source>{readings} readings and {lines} log lines</source>
        <translation>{readings} Messwerte und {lines} Protokollzeilen</translation>
    </message>
    <message>
        <source>{count} and {marks} notes or manual scores</source>
        <translation>{count} und {marks} Notizen oder Werte von Hand</translation>
    </message>
    <message>
        <source>{count} are not in the record; they are in {paths} (JSON Lines): read them back with `neopain recover FILE`</source>
        <translation>{count} sind nicht in der Aufzeichnung; sie liegen in {paths} (JSON Lines): lesen Sie sie zurück mit `neopain recover DATEI`</translation>
    </message>
    <message>
        <source>{count} are not in the record, nor anywhere else: they are lost ({why})</source>
        <translation>{count} sind weder in der Aufzeichnung noch anderswo: sie sind verloren ({why})</translation>
    </message>
    <message>
        <source>there is no second place</source>
        <translation>es gibt keinen zweiten Ort</translation>
    </message>
    <message>
        <source>it is not recorded: {why}</source>
        <translation>es ist nicht aufgezeichnet: {why}</translation>
    </message>
    <message>
        <source>reading it failed; start it again</source>
        <translation>das Lesen schlug fehl; neu starten</translation>
    </message>
    <message>
        <source>it does not answer</source>
        <translation>er antwortet nicht</translation>
    </message>
    <message>
        <source>The ward shows numbers OUTSIDE TRAINING: no measurements, in no limit and no statistic</source>
        <translation>Die Station zeigt Zahlen AUSSERHALB DES TRAININGS: keine Messwerte, in keinem Grenzwert und keiner Statistik</translation>
    </message>
    <message>
        <source>no watchdog guards this monitor: {why}</source>
        <translation>kein Wächter bewacht diesen Monitor: {why}</translation>
    </message>
    <message>
        <source>session started on {source}</source>
        <translation>Sitzung begonnen, Quelle: {source}</translation>
    </message>
    <message>
        <source>session stopped</source>
        <translation>Sitzung beendet</translation>
    </message>
    <message>
        <source>is a list of {known}; got {got}: mend it</source>
        <translation>ist eine Liste von {known}; erhalten: {got}: berichtigen Sie es</translation>
    </message>
    <message>
        <source>is {known}; got {got}: choose one</source>
        <translation>ist {known}; erhalten: {got}: wählen Sie eines davon</translation>
    </message>
    <message>
        <source>is none of the keys of [{table}], {known}: mend it</source>
        <translation>ist keiner der Schlüssel von [{table}], {known}: berichtigen Sie es</translation>
    </message>
    <message>
        <source>is a number from {least:g} to {most:g}; got {got}: choose within</source>
        <translation>ist eine Zahl von {least:g} bis {most:g}; erhalten: {got}: wählen Sie innerhalb davon</translation>
    </message>
    <message>
        <source>is locked for the whole site by {file}: take this line away</source>
        <translation>ist für das ganze Haus durch {file} gesperrt: nehmen Sie diese Zeile heraus</translation>
    </message>
    <message>
        <source>{file}, line {number}: {key}</source>
        <translation>{file}, Zeile {number}: {key}</translation>
    </message>
    <message>
        <source>is a name of a time zone such as &quot;Europe/Berlin&quot;; got {got}: mend it, or install tzdata where the name is right</source>
        <translation>ist der Name einer Zeitzone wie &quot;Europe/Berlin&quot;; erhalten: {got}: berichtigen Sie ihn, oder installieren Sie tzdata, wo der Name stimmt</translation>
    </message>
    <message>
        <source>is none of what a settings file holds, {known}: mend it</source>
        <translation>ist nichts von dem, was eine Einstellungsdatei enthält, {known}: berichtigen Sie es</translation>
    </message>
    <message>
        <source>a watchdog guards this monitor again</source>
        <translation>ein Wächter bewacht diesen Monitor wieder</translation>
    </message>
    <message>
        <source>monitoring cannot start ({fault}); close other programs</source>
        <translation>die Überwachung kann nicht beginnen ({fault}); schließen Sie andere Programme</translation>
    </message>
    <message>
        <source>did not stop in time: {names}</source>
        <translation>nicht rechtzeitig beendet: {names}</translation>
    </message>
    <message>
        <source>the camera is released while on standby</source>
        <translation>die Kamera ist während des Standby freigegeben</translation>
    </message>
    <message>
        <source>the camera was changed from {before} to {after}</source>
        <translation>die Kamera wurde gewechselt von {before} zu {after}</translation>
    </message>
    <message>
        <source>the simulated neonate and a camera cannot take each other&apos;s place in one session, which is either simulated or not; stop the session and start another one</source>
        <translation>das simulierte Neugeborene und eine Kamera können sich in einer Sitzung nicht ablösen, denn sie ist entweder simuliert oder nicht; die Sitzung beenden und eine neue beginnen</translation>
    </message>
    <message>
        <source>the watchdog has ended with code {code}</source>
        <translation>der Wächter hat sich mit Code {code} beendet</translation>
    </message>
    <message>
        <source>a command could not be carried out: {fault}</source>
        <translation>ein Befehl konnte nicht ausgeführt werden: {fault}</translation>
    </message>
</context>
<context>
    <name>handover</name>
    <message>
        <source>nobody admitted</source>
        <translation>niemand aufgenommen</translation>
    </message>
    <message>
        <source>SIMULATED - not a person</source>
        <translation>SIMULIERT - keine Person</translation>
    </message>
    <message>
        <source>Handover: {code}</source>
        <translation>Übergabe: {code}</translation>
    </message>
    <message>
        <source>facial pain score (investigational), 0 to 10; not a clinical scale</source>
        <translation>Gesichts-Schmerzscore (nur zu Forschungszwecken), 0 bis 10; keine klinische Skala</translation>
    </message>
    <message>
        <source>{span} ({share} of scored time)</source>
        <translation>{span} ({share} der bewerteten Zeit)</translation>
    </message>
    <message>
        <source>nothing was scored</source>
        <translation>nichts wurde bewertet</translation>
    </message>
    <message>
        <source>{span} of {whole} ({share})</source>
        <translation>{span} von {whole} ({share})</translation>
    </message>
    <message>
        <source>Over the upper limit</source>
        <translation>Über dem oberen Grenzwert</translation>
    </message>
    <message>
        <source>Over the lower limit</source>
        <translation>Über dem unteren Grenzwert</translation>
    </message>
    <message>
        <source>Scored</source>
        <translation>Bewertet</translation>
    </message>
    <message>
        <source>Care mode and standby / not monitored</source>
        <translation>Pflegemodus und Standby / nicht überwacht</translation>
    </message>
    <message>
        <source>Hour from</source>
        <translation>Stunde ab</translation>
    </message>
    <message>
        <source>Median</source>
        <translation>Median</translation>
    </message>
    <message>
        <source>Highest</source>
        <translation>Höchster</translation>
    </message>
    <message>
        <source>Over ▲▲</source>
        <translation>Über ▲▲</translation>
    </message>
    <message>
        <source>Alarms</source>
        <translation>Alarme</translation>
    </message>
    <message>
        <source>Hour by hour</source>
        <translation>Stunde für Stunde</translation>
    </message>
    <message>
        <source>not monitored</source>
        <translation>nicht überwacht</translation>
    </message>
    <message>
        <source>Alarm</source>
        <translation>Alarm</translation>
    </message>
    <message>
        <source>at</source>
        <translation>um</translation>
    </message>
    <message>
        <source>lasted</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>acknowledged</source>
        <translation>quittiert</translation>
    </message>
    <message>
        <source>{count} pain alarms, {answered} acknowledged, median after {middle}; {others} technical alarms</source>
        <translation>{count} Schmerzalarme, {answered} quittiert, im Median nach {middle}; {others} technische Alarme</translation>
    </message>
    <message>
        <source>Alarms and response</source>
        <translation>Alarme und Reaktion</translation>
    </message>
    <message>
        <source>by nobody</source>
        <translation>von niemandem</translation>
    </message>
    <message>
        <source>after {span}</source>
        <translation>nach {span}</translation>
    </message>
    <message>
        <source>{when} for {span}, peak {peak}</source>
        <translation>{when} für {span}, Spitze {peak}</translation>
    </message>
    <message>
        <source>Episodes over the upper limit: {count}</source>
        <translation>Episoden über dem oberen Grenzwert: {count}</translation>
    </message>
    <message>
        <source>all time was scored</source>
        <translation>alle Zeit wurde bewertet</translation>
    </message>
    <message>
        <source>no score was wanted in this time</source>
        <translation>in dieser Zeit wurde kein Score erwartet</translation>
    </message>
    <message>
        <source>Why not scored</source>
        <translation>Warum nicht bewertet</translation>
    </message>
    <message>
        <source>intensity: median {median}, strong in {share} of {span}</source>
        <translation>Stärke: Median {median}, stark in {share} von {span}</translation>
    </message>
    <message>
        <source>present, of the time seen: {actions}</source>
        <translation>vorhanden, von der gesehenen Zeit: {actions}</translation>
    </message>
    <message>
        <source>Expression, while scored</source>
        <translation>Ausdruck, während gewertet wurde</translation>
    </message>
    <message>
        <source>no reading</source>
        <translation>keine Messung</translation>
    </message>
    <message>
        <source>Manual scores</source>
        <translation>Einschätzungen von Hand</translation>
    </message>
    <message>
        <source>none in this time</source>
        <translation>keine in dieser Zeit</translation>
    </message>
    <message>
        <source>Analgesia noted</source>
        <translation>Vermerkte Schmerzmittel</translation>
    </message>
    <message>
        <source>Procedures and other notes</source>
        <translation>Prozeduren und andere Vermerke</translation>
    </message>
    <message>
        <source>▲▲ {upper} ▲ {lower} from {when}</source>
        <translation>▲▲ {upper} ▲ {lower} ab {when}</translation>
    </message>
    <message>
        <source>Limits: {limits}. Model: {models}. Source: {sources}. NeoPain {version}.</source>
        <translation>Grenzwerte: {limits}. Modell: {models}. Quelle: {sources}. NeoPain {version}.</translation>
    </message>
    <message>
        <source>What this page does not mean</source>
        <translation>Was diese Seite nicht bedeutet</translation>
    </message>
    <message>
        <source>A low score does not rule out pain, and time without a score says nothing of it. The score describes the face only; it is investigational and replaces no assessment by a person. Manual scores stand apart and are never averaged with it. Nothing here is advice on treatment.</source>
        <translation>Ein niedriger Score schließt Schmerz nicht aus, und Zeit ohne Score sagt nichts darüber. Der Score beschreibt nur das Gesicht; er dient nur Forschungszwecken und ersetzt keine Einschätzung durch einen Menschen. Einschätzungen von Hand stehen für sich und werden nie mit ihm gemittelt. Nichts hier ist ein Rat zur Behandlung.</translation>
    </message>
    <message>
        <source> {count} earlier ones, then: </source>
        <translation> {count} frühere, dann: </translation>
    </message>
    <message>
        <source> ... and {count} more</source>
        <translation> ... und {count} weitere</translation>
    </message>
</context>
<context>
    <name>intensity</name>
    <message>
        <source>weak</source>
        <translation>schwach</translation>
    </message>
    <message>
        <source>plain</source>
        <translation>deutlich</translation>
    </message>
    <message>
        <source>strong</source>
        <translation>stark</translation>
    </message>
    <message>
        <source>How strong the expression is, 0 to 10: about 2 weak or doubtful, about 5 a plain pain expression of middling strength, about 8 a strong one. It is no clinical scale and raises no alarm.</source>
        <translation>Wie stark der Ausdruck ist, 0 bis 10: etwa 2 schwach oder zweifelhaft, etwa 5 ein deutlicher Schmerzausdruck mittlerer Stärke, etwa 8 ein starker. Es ist keine klinische Skala und löst keinen Alarm aus.</translation>
    </message>
</context>
<context>
    <name>limits</name>
    <message>
        <source>No session is running: no limits are in force.</source>
        <translation>Keine Sitzung läuft: es gelten keine Grenzwerte.</translation>
    </message>
    <message>
        <source>### {label}

Check that the preset fits this infant. The limits are provisional: no clinical study stands behind them.

| | limit | held for |
|---|---|---|
| upper, medium priority | over {upper} | {upper_hold} s |
| lower, low priority | over {lower} | {lower_hold} s |

**Averaging**: time constant {tau} s. An alert ends when the averaged score has been at least
{width} under its limit for {recover} s.

**Delay of the medium alert**: up to {total} s = averaging {smoothing} s + hold {hold} s +
system {system} s, for a score that jumps to two points over the limit.

**Pace**: {rate}.

**How the score is made**: a neural network and texture measures of one face picture, a calibrated classifier,
then averaging over time. The score is ten times the calibrated probability of a facial pain expression. It is
investigational, not a clinical scale, and does not rule out pain.
</source>
        <translation>### {label}

Prüfen, ob das Profil zu diesem Kind passt. Die Grenzwerte sind vorläufig: keine klinische Studie belegt sie.

| | Grenzwert | gehalten für |
|---|---|---|
| oberer, mittlere Priorität | über {upper} | {upper_hold} s |
| unterer, niedrige Priorität | über {lower} | {lower_hold} s |

**Mittelung**: Zeitkonstante {tau} s. Ein Alarm endet, wenn der gemittelte Score {recover} s lang mindestens
{width} unter seinem Grenzwert war.

**Verzögerung des Alarms mittlerer Priorität**: bis {total} s = Mittelung {smoothing} s + Halten {hold} s +
System {system} s, für einen Score, der auf zwei Punkte über den Grenzwert springt.

**Takt**: {rate}.

**Wie der Score entsteht**: ein neuronales Netz und Texturmaße eines Gesichtsbilds, ein kalibrierter Klassifikator,
dann Mittelung über die Zeit. Der Score ist das Zehnfache der kalibrierten Wahrscheinlichkeit eines Schmerzausdrucks
im Gesicht. Er dient nur Forschungszwecken, ist keine klinische Skala und schließt Schmerz nicht aus.
</translation>
    </message>
    <message>
        <source>**Window**: this model weighs the scores of the last {window} s together, once it has them without a gap. Before that, after a gap and in care mode the averaging above holds. The delay contains the window.</source>
        <translation>**Fenster**: Dieses Modell wägt die Werte der letzten {window} s gemeinsam ab, sobald sie ohne Lücke da sind. Vorher, nach einer Lücke und im Pflegemodus gilt die Mittelung oben. Die Verzögerung enthält das Fenster.</translation>
    </message>
</context>
<context>
    <name>pin</name>
    <message>
        <source>Wrong PIN.</source>
        <translation>Falsche PIN.</translation>
    </message>
    <message>
        <source>Too soon, not looked at.</source>
        <translation>Zu früh, nicht geprüft.</translation>
    </message>
    <message>
        <source>Try again in {wait} s.</source>
        <translation>Neuer Versuch in {wait} s.</translation>
    </message>
</context>
<context>
    <name>score_figures</name>
    <message>
        <source>Scored {share} % of the time</source>
        <translation>{share} % der Zeit bewertet</translation>
    </message>
    <message>
        <source>Over {limit}: {over} % of the scored time</source>
        <translation>Über {limit}: {over} % der bewerteten Zeit</translation>
    </message>
    <message>
        <source>Against this infant&apos;s baseline: {delta}</source>
        <translation>Zum Ausgangswert dieses Kindes: {delta}</translation>
    </message>
    <message>
        <source>Adapted to this infant; without: {score}</source>
        <translation>An dieses Kind angepasst; ohne: {score}</translation>
    </message>
</context>
<context>
    <name>source</name>
    <message>
        <source>CONNECTING</source>
        <translation>VERBINDET</translation>
    </message>
    <message>
        <source>LIVE</source>
        <translation>LIVE</translation>
    </message>
    <message>
        <source>NO NEW PICTURES</source>
        <translation>KEINE NEUEN BILDER</translation>
    </message>
    <message>
        <source>RECONNECTING</source>
        <translation>VERBINDET NEU</translation>
    </message>
    <message>
        <source>CAMERA FAILED</source>
        <translation>KAMERA DEFEKT</translation>
    </message>
    <message>
        <source>SOURCE ENDED</source>
        <translation>QUELLE ZU ENDE</translation>
    </message>
    <message>
        <source>STOPPED</source>
        <translation>ANGEHALTEN</translation>
    </message>
    <message>
        <source>STANDBY, CAMERA RELEASED</source>
        <translation>STANDBY, KAMERA FREIGEGEBEN</translation>
    </message>
</context>
<context>
    <name>view</name>
    <message>
        <source>face {share} %</source>
        <translation>Gesicht {share} %</translation>
    </message>
    <message>
        <source>turned {degrees}°</source>
        <translation>gedreht {degrees}°</translation>
    </message>
    <message>
        <source>light {light}</source>
        <translation>Licht {light}</translation>
    </message>
    <message>
        <source>sharp {sharpness}</source>
        <translation>Schärfe {sharpness}</translation>
    </message>
    <message>
        <source>distance {distance}, limit 1</source>
        <translation>Abstand {distance}, Grenze 1</translation>
    </message>
</context>
</TS>
