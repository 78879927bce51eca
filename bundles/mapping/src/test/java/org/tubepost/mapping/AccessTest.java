// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.tubepost.api.config.Database;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.MappingDefinition;
import org.tubepost.api.config.Problem;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.ReversePath;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.MappingTable;
import org.tubepost.api.routing.Probe;
import org.tubepost.api.routing.RewriteCallout;
import org.tubepost.api.security.AccessDecision;
import org.tubepost.api.security.AccessPolicy.Point;
import org.tubepost.api.security.AccessRequest;

/** Tables of the file as services, and access decided by them (Felix in this process). */
class AccessTest {
    @TempDir Path dir;
    private Framework felix;
    private FileTables tables;
    private TableAccessPolicy policy;
    private Generation inForce = Tables.generation();

    @BeforeEach
    void begin() throws Exception {
        felix =
                ServiceLoader.load(FrameworkFactory.class)
                        .findFirst()
                        .orElseThrow()
                        .newFramework(Map.of(Constants.FRAMEWORK_STORAGE, dir.toString()));
        felix.start();
        tables = new FileTables(felix.getBundleContext(), dir.resolve("sequences"));
        policy = new TableAccessPolicy(tables);
    }

    @AfterEach
    void end() throws Exception {
        tables.close();
        felix.stop();
        felix.waitForStop(5000);
    }

    private void inForce(MappingDefinition... definitions) {
        Generation generation = Tables.generation(definitions);
        assertThat(tables.prepare(generation)).noneMatch(Problem::isError);
        tables.activate(generation);
        policy.activate(generation);
        inForce = generation;
    }

    /** What the tables asked before aliases say. */
    private Optional<Reply> send(String from, String sender, String to, String recipient)
            throws Exception {
        return asked(Point.ORIGINAL, from, sender, to, recipient);
    }

    /** What the tables asked after aliases say, about one recipient. */
    private Optional<Reply> sendExpanded() throws Exception {
        return asked(Point.EXPANDED, "a", "b@c", "d", "e@f");
    }

    private Optional<Reply> asked(
            Point point, String from, String sender, String to, String recipient) throws Exception {
        AccessRequest request =
                new AccessRequest(
                        inForce,
                        Origin.internal(from, Instant.EPOCH, ""),
                        sender.isEmpty()
                                ? ReversePath.NULL
                                : ReversePath.of(MailAddress.parse(sender)),
                        false,
                        Trace.OFF);
        return policy.recipient(request, point, to, recipient).refusal();
    }

    private static MappingDefinition shippedRelayBlock() {
        return Tables.definition(
                "ORIG_SEND_ACCESS",
                "tcp_local|*|tcp_*|*  $N550|5.7.1|Relaying$ not$ permitted",
                "tcp_local|*|native|*  $N550|5.7.1|Relaying$ not$ permitted",
                "tcp_*|*|*|*  $Y");
    }

    @Test
    void withoutATableEverythingIsPermittedAndNobodyIsInternal() throws Exception {
        assertThat(send("tcp_local", "a@b", "tcp_local", "c@d")).isEmpty();
        assertThat(policy.connect(at("10.0.0.1"), at("10.0.0.2"), Trace.OFF))
                .isSameAs(AccessDecision.PERMITTED);
        assertThat(isInternal("127.0.0.1")).isFalse();
    }

    private boolean isInternal(String address) {
        return tables.probe(inForce, "INTERNAL_IP", Probe.of(address, Trace.OFF))
                .filter(r -> r.has('Y'))
                .isPresent();
    }

    @Test
    void relayingFromOutsideToOutsideIsRefused() throws Exception {
        inForce(shippedRelayBlock());
        assertThat(send("tcp_local", "a@b", "tcp_local", "c@d"))
                .contains(Reply.of(550, "5.7.1", "Relaying not permitted"));
        assertThat(send("tcp_local", "", "tcp_intranet", "c@d")).isPresent();
        assertThat(send("tcp_local", "a@b", "l", "alice@example.com")).isEmpty();
        assertThat(send("tcp_auth", "a@b", "tcp_local", "c@d")).isEmpty();
        assertThat(send("tcp_submit", "a@b", "tcp_local", "c@d")).isEmpty();
    }

    @Test
    void sendAccessIsAskedAfterExpansionAndOrigSendAccessBefore() throws Exception {
        inForce(
                Tables.definition("ORIG_SEND_ACCESS", "*|*|l|x@*  $Nbefore"),
                Tables.definition("SEND_ACCESS", "*|*|hold|y@*  $Nafter"));
        assertThat(asked(Point.ORIGINAL, "a", "s@s", "l", "x@x").orElseThrow().text())
                .isEqualTo("before");
        assertThat(asked(Point.EXPANDED, "a", "s@s", "hold", "y@x").orElseThrow().text())
                .isEqualTo("after");
        assertThat(asked(Point.ORIGINAL, "a", "s@s", "hold", "y@x")).isEmpty();
        assertThat(asked(Point.EXPANDED, "a", "s@s", "l", "x@x")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "$N, 550 5.7.1 not permitted",
        "$F, 550 5.7.1 not permitted",
        "$NGo$ away, 550 5.7.1 Go away",
        "$N450|4.2.3|Later, 450 4.2.3 Later",
        "$N451$ 4.7.1$ Later, 451 4.7.1 Later",
        "$X4.2.3|$NLater, 450 4.2.3 Later",
        "$X5.7.9$NNo, 550 5.7.9 No",
        "$N554|No, 554 5.7.1 No",
        "$N421|5.7.1|Odd, 421 4.7.1 Odd",
        "$N550, 550 5.7.1 not permitted",
        "$N5505, 550 5.7.1 5505",
    })
    void aRejectionMayCarryItsCodes(String template, String reply) throws Exception {
        inForce(Tables.definition("SEND_ACCESS", "*  " + template));
        assertThat(sendExpanded().orElseThrow()).hasToString(reply);
    }

    @Test
    void portAccessIsAskedWithBothEnds() throws Exception {
        inForce(
                Tables.definition(
                        "PORT_ACCESS",
                        "TCP|10.0.0.1|25|$(192.0.2.0/24)|*  $N421|4.7.1|busy",
                        "TCP|*|*|${2001:db8::/32}|*  $N",
                        "*  $Y"));
        InetSocketAddress server = at("10.0.0.1");
        assertThat(policy.connect(server, at("192.0.2.9"), Trace.OFF).refusal())
                .contains(Reply.of(421, "4.7.1", "busy"));
        assertThat(policy.connect(server, at("2001:db8::5"), Trace.OFF).refusal())
                .contains(Reply.of(550, "5.7.1", "connection not permitted"));
        assertThat(policy.connect(server, at("198.51.100.1"), Trace.OFF).refusal()).isEmpty();
    }

    private static InetSocketAddress at(String address) throws Exception {
        return new InetSocketAddress(InetAddress.getByName(address), 25);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "::1", "0:0:0:0:0:0:0:1", "10.3.0.1"})
    void theShippedTableKnowsThisMachine(String address) {
        inForce(
                Tables.definition(
                        "INTERNAL_IP",
                        "$(127.0.0.0/8)  $Y",
                        "${::1/128}  $Y",
                        "$(10.3.0.0/16)  $Y",
                        "*  $N"));
        assertThat(isInternal(address)).isTrue();
        assertThat(isInternal("192.0.2.1")).isFalse();
        assertThat(isInternal("2001:db8::1")).isFalse();
    }

    @Test
    void aNewGenerationReplacesAddsAndRemovesTables() throws Exception {
        inForce(
                Tables.definition("SEND_ACCESS", "*  $N"),
                Tables.definition("PORT_ACCESS", "*  $N"));
        assertThat(names()).containsExactlyInAnyOrder("SEND_ACCESS", "PORT_ACCESS");
        assertThat(sendExpanded()).isPresent();
        inForce(
                Tables.definition("SEND_ACCESS", "*  $Y"),
                Tables.definition("INTERNAL_IP", "*  $N"));
        assertThat(names()).containsExactlyInAnyOrder("SEND_ACCESS", "INTERNAL_IP");
        assertThat(sendExpanded()).isEmpty();
    }

    @Test
    void preparingChangesNothing() throws Exception {
        inForce(Tables.definition("SEND_ACCESS", "*  $N"));
        tables.prepare(Tables.generation(Tables.definition("SEND_ACCESS", "*  $Y")));
        assertThat(sendExpanded()).isPresent();
    }

    @Test
    void aBundlesTableStandsBeforeTheFilesAndItsRemovalFallsBack() throws Exception {
        inForce(Tables.definition("SEND_ACCESS", "*  $N"));
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(MappingTable.NAME, "SEND_ACCESS");
        MappingTable open = probe -> Optional.of(new MappingTable.Result("", "Y"));
        ServiceRegistration<MappingTable> registration =
                felix.getBundleContext().registerService(MappingTable.class, open, properties);
        assertThat(sendExpanded()).isEmpty();
        registration.unregister();
        assertThat(sendExpanded()).isPresent();
    }

    @Test
    void tablesThatAskEachOtherInACircleRefuseForNow() throws Exception {
        inForce(
                Tables.definition("SEND_ACCESS", "*  $|OTHER;$0|$N", "*  $Nend"),
                Tables.definition("OTHER", "*  $|SEND_ACCESS;$0|"));
        assertThat(sendExpanded().orElseThrow().isTransient()).isTrue();
        Probe probe = new Probe("x", "", false, Trace.OFF);
        assertThatThrownBy(() -> tables.probe(inForce, "send_access", probe))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(
                        "tables ask each other more than 20 deep: SEND_ACCESS, OTHER");
        inForce(Tables.definition("SEND_ACCESS", "a%*  $|SEND_ACCESS;a$1|$Y", "a  $N", "*  $Y"));
        assertThat(sendExpanded()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"as a service", "through MappingTables"})
    void aBundlesTableAndOneOfTheFileThatAskEachOtherRefuseForNow(String how) throws Exception {
        inForce(
                Tables.definition("SEND_ACCESS", "*  $N$|BACK;$0|"),
                Tables.definition("FINE", "*  $Y"));
        MappingTable back =
                probe ->
                        how.equals("as a service")
                                ? fileTable("SEND_ACCESS").probe(probe)
                                : tables.probe(inForce, "SEND_ACCESS", probe);
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(MappingTable.NAME, "BACK");
        felix.getBundleContext().registerService(MappingTable.class, back, properties);
        assertThat(sendExpanded().orElseThrow().isTransient()).isTrue();
        // What came to nothing leaves no trace in the thread.
        Probe probe = new Probe("x", "", false, Trace.OFF);
        for (int i = 0; i < 30; i++) {
            assertThat(tables.probe(inForce, "FINE", probe)).isPresent();
        }
    }

    private MappingTable fileTable(String name) {
        try {
            String filter = "(" + MappingTable.NAME + "=" + name + ")";
            return felix
                    .getBundleContext()
                    .getServiceReferences(MappingTable.class, filter)
                    .stream()
                    .map(felix.getBundleContext()::getService)
                    .findFirst()
                    .orElseThrow();
        } catch (InvalidSyntaxException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }

    @Test
    void aTableThatNobodyAsksYetIsNamed() throws Exception {
        assertThat(tables.prepare(Tables.generation(Tables.definition("CONVERSIONS", "*  $N"))))
                .extracting(Problem::toString)
                .containsExactly(
                        "mappings:1:1: warning: table CONVERSIONS is not in force yet: nobody asks"
                                + " it");
    }

    @Test
    void aTransactionKeepsTheTablesOfItsGeneration() throws Exception {
        inForce(
                Tables.definition("SEND_ACCESS", "*  $|INNER;x|$N"),
                Tables.definition("INNER", "x  old"));
        Generation old = inForce;
        inForce(Tables.definition("SEND_ACCESS", "*  $Y"));
        assertThat(sendExpanded()).isEmpty();
        inForce = old;
        assertThat(sendExpanded().orElseThrow().text()).isEqualTo("old");
    }

    @Test
    void aBundlesTableIsUsedAtOnceByTransactionsUnderWayAndByOtherTables() throws Exception {
        inForce(
                Tables.definition("SEND_ACCESS", "*  $N$|INNER;x|"),
                Tables.definition("INNER", "x  file"));
        ServiceRegistration<MappingTable> java =
                offer(
                        MappingTable.class,
                        probe -> Optional.of(new MappingTable.Result("java " + probe.input(), "")),
                        MappingTable.NAME,
                        "INNER");
        assertThat(sendExpanded().orElseThrow().text()).isEqualTo("java x");
        java.unregister();
        assertThat(sendExpanded().orElseThrow().text()).isEqualTo("file");
    }

    private <T> ServiceRegistration<T> offer(Class<T> type, T service, String key, String value) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(key, value);
        return felix.getBundleContext().registerService(type, service, properties);
    }

    @Test
    void aRoutineIsCalledWhileItIsThereAndMissedWhenItIsNot() throws Exception {
        inForce(Tables.definition("SEND_ACCESS", "a|*  $[lib,do,$0]$N", "*  $Nelse"));
        assertThat(sendExpanded().orElseThrow().code()).isEqualTo(451);
        ServiceRegistration<RewriteCallout> lib =
                offer(
                        RewriteCallout.class,
                        (routine, argument, trace) -> Optional.of(routine + " " + argument),
                        RewriteCallout.NAME,
                        "lib");
        assertThat(sendExpanded().orElseThrow().text()).isEqualTo("do b@c|d|e@f");
        lib.unregister();
        assertThat(sendExpanded().orElseThrow().code()).isEqualTo(451);
    }

    @Test
    void theDirectoryAndTheGeneralDatabaseAreThoseOfTheHouse() throws Exception {
        Directory directory =
                (Directory)
                        Proxy.newProxyInstance(
                                Directory.class.getClassLoader(),
                                new Class<?>[] {Directory.class},
                                (proxy, method, arguments) ->
                                        method.getName().equals("values")
                                                ? java.util.List.of("found " + arguments[0])
                                                : method.getName().equals("hashCode") ? 1 : null);
        MappingDefinition table =
                Tables.definition("T", "db  ${key}", "*  $]ldap:///o=x?mail?sub?(uid=$0)[");
        Database general =
                new Database() {
                    @Override
                    public Optional<String> find(String key) {
                        return key.equals("key") ? Optional.of("value") : Optional.empty();
                    }

                    @Override
                    public long size() {
                        return 1;
                    }
                };
        Generation generation =
                Generation.builder(1, Instant.EPOCH)
                        .mappings(java.util.List.of(table))
                        .databases(Map.of("general", general))
                        .build();
        assertThat(tables.probe(generation, "t", Probe.of("db", Trace.OFF)).orElseThrow().text())
                .isEqualTo("value");
        assertThatThrownBy(() -> tables.probe(generation, "T", Probe.of("j*", Trace.OFF)))
                .isInstanceOf(UncheckedIOException.class);
        offer(Directory.class, directory, "x", "y");
        assertThat(tables.probe(generation, "T", Probe.of("j*", Trace.OFF)).orElseThrow().text())
                .isEqualTo("found ldap:///o=x?mail?sub?(uid=j%5C2A)");
    }

    @Test
    void aProbeThatTakesTooManyStepsIsRefusedForNow() throws Exception {
        inForce(Tables.definition("SEND_ACCESS", "a|***$2*$1*$0*x%  $N", "*  $Y"));
        assertThat(
                        asked(Point.EXPANDED, "a", "s@s", "l", "aab".repeat(200) + "@x")
                                .orElseThrow()
                                .code())
                .isEqualTo(451);
    }

    @Test
    void aBrokenTableOfABundleRefusesForNow() throws Exception {
        offer(
                MappingTable.class,
                probe -> {
                    throw new IllegalStateException("broken");
                },
                MappingTable.NAME,
                "SEND_ACCESS");
        inForce(Tables.definition("INTERNAL_IP", "*  $N"));
        assertThat(sendExpanded().orElseThrow().code()).isEqualTo(451);
    }

    @Test
    void closingTakesTheTablesAway() throws Exception {
        inForce(Tables.definition("SEND_ACCESS", "*  $N"));
        tables.close();
        assertThat(names()).isEmpty();
        tables = new FileTables(felix.getBundleContext(), dir.resolve("sequences"));
    }

    private java.util.List<String> names() {
        try {
            return felix.getBundleContext().getServiceReferences(MappingTable.class, null).stream()
                    .map(r -> (String) r.getProperty(MappingTable.NAME))
                    .toList();
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
