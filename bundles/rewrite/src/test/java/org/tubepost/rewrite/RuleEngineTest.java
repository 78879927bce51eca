// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.Problem;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.directory.Status;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Reply;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.AddressRewriter;
import org.tubepost.api.routing.MappingTable;
import org.tubepost.api.routing.MappingTables;
import org.tubepost.api.routing.RewriteCallout;
import org.tubepost.api.routing.RewriteContext;
import org.tubepost.api.routing.Route;

/**
 * The component: it compiles each generation and asks rooms that come and go (Felix in process).
 */
class RuleEngineTest {
    private static final String[] DIRECT = {"$* $U%$H$V$H@localhost", ". $U%$H@out-daemon"};

    @TempDir Path dir;
    private Framework felix;
    private BundleContext context;
    private RuleEngine engine;

    @BeforeEach
    void begin() throws Exception {
        felix =
                ServiceLoader.load(FrameworkFactory.class)
                        .findFirst()
                        .orElseThrow()
                        .newFramework(Map.of(Constants.FRAMEWORK_STORAGE, dir.toString()));
        felix.start();
        context = felix.getBundleContext();
        engine = new RuleEngine(context);
    }

    @AfterEach
    void end() throws Exception {
        engine.close();
        felix.stop();
        felix.waitForStop(5000);
    }

    private String shown(Generation generation, String user, String domain) {
        Route route =
                engine.rewrite(
                        new MailAddress(user, domain),
                        new RewriteContext(generation, "tcp_local", true, true, false, Trace.OFF));
        return route instanceof Route.Found found
                ? found.address() + " on " + found.channel().name()
                : ((Route.Refused) route).reply().toString();
    }

    private ServiceRegistration<Directory> directoryWith(String hosted) {
        Domain domain =
                new Domain(
                        hosted,
                        List.of(),
                        "",
                        Status.ACTIVE,
                        List.of(),
                        "",
                        "",
                        new DirectoryRecord("", Map.of()));
        Directory directory =
                (Directory)
                        Proxy.newProxyInstance(
                                Directory.class.getClassLoader(),
                                new Class<?>[] {Directory.class},
                                (proxy, method, arguments) ->
                                        switch (method.getName()) {
                                            case "domain" ->
                                                    Optional.of(domain)
                                                            .filter(
                                                                    d ->
                                                                            d.name()
                                                                                    .equals(
                                                                                            arguments[
                                                                                                    0]));
                                            case "hashCode" -> 1;
                                            case "equals" -> proxy == arguments[0];
                                            default -> throw new UnsupportedOperationException();
                                        });
        return context.registerService(Directory.class, directory, null);
    }

    @Test
    void aCandidateWithABrokenRuleIsRefused() {
        assertThat(engine.prepare(House.generation("a.b $U%$D@localhost", "c.d broken")))
                .extracting(Problem::toString)
                .containsExactly(
                        "imta.cnf:2:1: error: rewrite rule c.d: template needs '%' or '@' behind"
                                + " the user");
        assertThat(engine.prepare(House.generation("a.b $U%$D@localhost"))).isEmpty();
    }

    @Test
    void aTransactionIsRoutedByTheGenerationItBeganWith() {
        Generation old = House.generation(". $U%$H@localhost");
        Generation next = House.generation(". $U%$H@out-daemon");
        engine.activate(old);
        engine.activate(next);
        assertThat(shown(old, "u", "a.b")).isEqualTo("u@a.b on l");
        assertThat(shown(next, "u", "a.b")).isEqualTo("u@a.b on out");
    }

    @Test
    void theDirectoryIsAskedWhileItIsThereAndMailWaitsWhileItIsNot() {
        Generation generation = House.generation(DIRECT);
        String waits = "451 4.4.3 directory is not available, try again later";
        assertThat(shown(generation, "u", "example.com")).isEqualTo(waits);
        ServiceRegistration<Directory> registration = directoryWith("example.com");
        assertThat(shown(generation, "u", "example.com")).isEqualTo("u@example.com on l");
        assertThat(shown(generation, "u", "example.net")).isEqualTo("u@example.net on out");
        registration.unregister();
        assertThat(shown(generation, "u", "example.com")).isEqualTo(waits);
    }

    @Test
    void aTableIsAskedByNameAndItsAbsenceFailsTheRule() {
        Generation generation =
                House.generation("[] $U${INTERNAL_IP,$L}%[$L]@localhost", "[] $U%[$L]@out-daemon");
        assertThat(shown(generation, "u", "[10.0.0.1]")).isEqualTo("u@[10.0.0.1] on out");
        MappingTables tables =
                (asked, table, probe) ->
                        asked == generation && table.equals("INTERNAL_IP")
                                ? Optional.of(
                                        new MappingTable.Result(
                                                "", probe.input().equals("10.0.0.1") ? "Y" : "N"))
                                : Optional.empty();
        context.registerService(MappingTables.class, tables, null);
        assertThat(shown(generation, "u", "[10.0.0.1]")).isEqualTo("u@[10.0.0.1] on l");
        assertThat(shown(generation, "u", "[10.0.0.2]")).isEqualTo("u@[10.0.0.2] on out");
    }

    @Test
    void aRoutineIsLeasedByTheNameOfItsLibrary() {
        Generation generation = House.generation(". $U%$[site,find,$H]@localhost");
        assertThat(shown(generation, "u", "a.b")).startsWith("451 4.4.3");
        RewriteCallout callout =
                (routine, argument, trace) -> {
                    if (argument.equals("bug")) {
                        throw new IllegalStateException("a bug");
                    }
                    return Optional.of(routine + "." + argument);
                };
        ServiceRegistration<RewriteCallout> registration =
                context.registerService(
                        RewriteCallout.class,
                        callout,
                        new Hashtable<>(Map.of(RewriteCallout.NAME, "site")));
        assertThat(shown(generation, "u", "a.b")).isEqualTo("u@find.a.b on l");
        assertThat(shown(generation, "u", "bug")).startsWith("451 4.4.3");
        registration.unregister();
        assertThat(shown(generation, "u", "a.b")).startsWith("451 4.4.3");
    }

    @Test
    void anEngineOfAnotherBundleIsUsedAtOnceAndWithdrawnAgain() {
        Generation generation = House.generation(". $U%$H@localhost");
        context.registerService(AddressRewriter.class, engine, null);
        try (ServiceLeases<AddressRewriter> rewriters =
                ServiceLeases.of(context, AddressRewriter.class, Duration.ofSeconds(1))) {
            assertThat(asked(rewriters, generation)).isInstanceOf(Route.Found.class);
            ServiceRegistration<AddressRewriter> dropped =
                    context.registerService(
                            AddressRewriter.class,
                            new Refusing(),
                            new Hashtable<>(Map.of(Constants.SERVICE_RANKING, 100)));
            assertThat(asked(rewriters, generation)).isEqualTo(new Route.Refused(Refusing.CLOSED));
            dropped.unregister();
            assertThat(asked(rewriters, generation)).isInstanceOf(Route.Found.class);
        }
    }

    private static Route asked(ServiceLeases<AddressRewriter> rewriters, Generation generation) {
        try (Lease<AddressRewriter> lease = rewriters.lease("").orElseThrow()) {
            return lease.service()
                    .rewrite(
                            new MailAddress("u", "a.b"),
                            RewriteContext.recipient(generation, "tcp_local", false, Trace.OFF));
        }
    }

    /** The whole of an engine in Java. */
    private static final class Refusing implements AddressRewriter {
        static final Reply CLOSED = Reply.of(550, "5.7.1", "closed");

        @Override
        public Route rewrite(MailAddress address, RewriteContext how) {
            return new Route.Refused(CLOSED);
        }

        @Override
        public boolean mayChangeHeaders(Generation generation) {
            return false;
        }
    }

    @Test
    void anEngineStandsAlone() {
        House house = House.of(". $U%$H@localhost");
        engine.close();
        engine = RuleEngine.standingAlone(house.domain("example.com", Map.of()));
        assertThat(shown(House.generation(DIRECT), "u", "example.com"))
                .isEqualTo("u@example.com on l");
    }

    @Test
    void theRulesInForceAndThoseBeforeThemAreBothAtHand() {
        Generation old = House.generation(". $U%$H@localhost");
        Generation next = House.generation(". $U%x@localhost");
        engine.activate(old);
        engine.activate(next);
        assertThat(engine.mayChangeHeaders(old)).isFalse();
        assertThat(engine.mayChangeHeaders(next)).isTrue();
    }

    @Test
    void tableThatCannotSayRefusesForNow() {
        Generation generation = House.generation(". $U${SLOW,$H}%$H@localhost");
        MappingTables tables =
                (asked, table, probe) -> {
                    throw new UncheckedIOException(new IOException("away"));
                };
        context.registerService(MappingTables.class, tables, null);
        assertThat(shown(generation, "u", "a.b")).startsWith("451 4.4.3");
    }
}
