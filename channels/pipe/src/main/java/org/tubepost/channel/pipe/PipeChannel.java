// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.pipe;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.tubepost.api.channel.Channel;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.config.HomeDirectory;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.Reply;
import org.tubepost.message.TraceFields;
import org.tubepost.message.WholeFile;

/**
 * Gives a message to a declared command, once for each recipient. The destination names the
 * command: the keyword {@code daemon} of the channel, or what the directory says of a user. The
 * message is copied from file to file and is the command's standard input, with a {@code
 * Return-Path} field. The exit status decides ({@link ExitStatus}). A server that ends while a
 * command runs does not know its end: the attempt is repeated with the same numbers {@code entry}
 * and {@code attempt}, by which the command can tell.
 */
@Component(property = Channel.PROGRAM + "=pipe")
@Designate(ocd = PipeSettings.class)
public final class PipeChannel implements Channel {
    private final ServiceLeases<DeclaredCommand> commands;
    private final Path folder;
    private final boolean asRoot;

    /** Begins to watch for commands. */
    @Activate
    public PipeChannel(BundleContext context, PipeSettings settings) throws IOException {
        folder = HomeDirectory.given(settings.directory(), "data", "pipe");
        Files.createDirectories(folder);
        clean();
        asRoot = Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        commands =
                ServiceLeases.named(context, DeclaredCommand.class, "name", Duration.ofSeconds(10));
    }

    /** A server that was killed may have left files; nobody else writes here. */
    private void clean() throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "*.eml")) {
            for (Path file : left) {
                Files.delete(file);
            }
        }
    }

    @Deactivate
    void close() {
        commands.close();
    }

    @Override
    public List<Outcome> deliver(Delivery delivery) throws IOException, InterruptedException {
        List<Outcome> outcomes = new ArrayList<>();
        for (Recipient recipient : delivery.envelope().recipients()) {
            outcomes.add(outcome(recipient, reply(delivery, recipient)));
        }
        return outcomes;
    }

    private Reply reply(Delivery delivery, Recipient recipient)
            throws IOException, InterruptedException {
        if (!Instant.now().isBefore(delivery.deadline())) {
            return Reply.of(451, "4.4.7", "no time was left in this attempt");
        }
        var leased = commands.lease(delivery.destination());
        if (leased.isEmpty()) {
            return Reply.of(
                    451, "4.3.5", "command '" + delivery.destination() + "' is not declared");
        }
        try (Lease<DeclaredCommand> lease = leased.get()) {
            return run(lease.service(), delivery, recipient);
        }
    }

    private Reply run(DeclaredCommand command, Delivery delivery, Recipient recipient)
            throws IOException, InterruptedException {
        CommandSettings settings = command.settings();
        if (asRoot && settings.user().isEmpty()) {
            return Reply.of(451, "4.3.5", "command " + settings.name() + " has no user to run as");
        }
        if (!Files.isExecutable(Path.of(settings.program()))) {
            return Reply.of(451, "4.3.5", "program of command " + settings.name() + " is missing");
        }
        Map<String, String> values = Substitutions.of(delivery, recipient);
        List<String> arguments;
        try {
            arguments = ArgumentVector.filled(command.arguments(), values);
        } catch (ArgumentVector.OptionLookalike lookalike) {
            return Reply.of(553, "5.1.3", lookalike.getMessage());
        }
        Charset platform = Charset.forName(System.getProperty("sun.jnu.encoding", "US-ASCII"));
        if (!values.values().stream().allMatch(platform.newEncoder()::canEncode)) {
            return Reply.of(553, "5.6.7", "addresses cannot be given to a command in " + platform);
        }
        return run(settings, arguments, Substitutions.environment(values), delivery);
    }

    private Reply run(
            CommandSettings settings,
            List<String> arguments,
            Map<String, String> environment,
            Delivery delivery)
            throws IOException, InterruptedException {
        Path input = Files.createTempFile(folder, "message", ".eml");
        try {
            try (Content content =
                            delivery.content()
                                    .withHeader(
                                            TraceFields.returnPath(delivery.envelope().sender()));
                    FileChannel to = FileChannel.open(input, StandardOpenOption.WRITE)) {
                WholeFile.copy(content, to);
            }
            CommandRun run = new CommandRun(settings, asRoot);
            int code = run.run(arguments, environment, input);
            return ExitStatus.reply(settings, code, run.output());
        } finally {
            Files.deleteIfExists(input);
        }
    }

    private static Outcome outcome(Recipient recipient, Reply reply) {
        if (reply.isPositive()) {
            return new Outcome.Delivered(recipient, reply, "", Outcome.Action.DELIVERED);
        }
        return reply.isPermanent()
                ? new Outcome.Failed(recipient, reply, "")
                : new Outcome.Deferred(recipient, reply, "");
    }
}
