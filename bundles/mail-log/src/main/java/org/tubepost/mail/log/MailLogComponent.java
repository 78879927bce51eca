// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mail.log;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.GenerationUser;
import org.tubepost.api.config.HomeDirectory;
import org.tubepost.api.config.Problem;
import org.tubepost.api.log.MailEvent;
import org.tubepost.api.log.MailLog;
import org.tubepost.api.log.MailLogReader;
import org.tubepost.api.observe.MeterSource;
import org.tubepost.api.observe.Reading;

/**
 * The mail log as a service. Callers put an event into a bounded queue and go on; one thread writes
 * ({@link LogWriter}). What is recorded follows the generation in force when it is written. When
 * the bundle stops, what waits is written first.
 */
@Component(
        immediate = true,
        service = {MailLog.class, MailLogReader.class, GenerationUser.class, MeterSource.class})
@Designate(ocd = MailLogSettings.class)
public final class MailLogComponent implements MailLog, MailLogReader, GenerationUser, MeterSource {
    private static final Logger LOG = LoggerFactory.getLogger(MailLogComponent.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final RecordQueue queue;
    private final LogFiles files;
    private final LogWriter writer;
    private final Clock clock;

    /** Starts the writer; no file is opened before the first record. */
    @Activate
    public MailLogComponent(MailLogSettings settings) {
        this(settings, Clock.systemDefaultZone());
    }

    MailLogComponent(MailLogSettings settings, Clock clock) {
        this.clock = clock;
        this.queue = new RecordQueue(settings.queueLimit());
        this.files = new LogFiles(folder(settings), settings, clock);
        this.writer = new LogWriter(queue, files, clock);
        writer.start();
    }

    private static Path folder(MailLogSettings settings) {
        return HomeDirectory.given(settings.directory(), "log");
    }

    @Deactivate
    void close() throws InterruptedException {
        writer.close();
    }

    @Override
    public void record(MailEvent event) {
        queue.put(() -> event);
    }

    @Override
    public void recordLater(Supplier<MailEvent> event) {
        queue.put(event);
    }

    @Override
    public Stream<MailEvent> find(String id) throws IOException {
        return read(Trail.Sought.message(id));
    }

    @Override
    public Stream<MailEvent> logins() throws IOException {
        return read(Trail.Sought.logins());
    }

    private Stream<MailEvent> read(Trail.Sought sought) throws IOException {
        try {
            if (!queue.await(PATIENCE)) {
                LOG.warn("The newest records are not written yet");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while the log was written");
        }
        Trail trail = new Trail(files.open(), sought, clock.getZone());
        return StreamSupport.stream(trail, false).onClose(trail::close);
    }

    @Override
    public List<Problem> prepare(Generation candidate) {
        return LogRules.problems(candidate);
    }

    @Override
    public void activate(Generation generation) {
        writer.rules(LogRules.of(generation));
    }

    @Override
    public List<Reading> readings() {
        return List.of(
                Reading.of("mail_log_records_total", writer.written()),
                Reading.of("mail_log_lost_total", writer.lost()),
                Reading.of("mail_log_waiting", queue.waiting()));
    }
}
