// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.List;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.console.Command;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Parser;
import org.apache.karaf.shell.api.console.Registry;
import org.apache.karaf.shell.api.console.Session;
import org.junit.jupiter.api.Test;

class OptionsFirstTest {

    /** What an action's class looks like. */
    static class Shared {
        @Option(name = "--json")
        boolean json;
    }

    /** One with an option that takes a value. */
    static final class Show extends Shared {
        @Option(name = "--limit", aliases = "-l")
        int limit;
    }

    /** As Karaf's command, which tells its class. */
    public static final class Known implements Command {
        /** Class of the action. */
        public Class<?> getActionClass() {
            return Show.class;
        }

        @Override
        public String getScope() {
            return "queue";
        }

        @Override
        public String getName() {
            return "show";
        }

        @Override
        public String getDescription() {
            return "";
        }

        @Override
        public Completer getCompleter(boolean scoped) {
            return null;
        }

        @Override
        public Parser getParser() {
            return null;
        }

        @Override
        public Object execute(Session session, List<Object> arguments) {
            return null;
        }
    }

    private static String apply(String line) {
        Registry registry =
                (Registry)
                        Proxy.newProxyInstance(
                                OptionsFirstTest.class.getClassLoader(),
                                new Class<?>[] {Registry.class},
                                (self, method, arguments) ->
                                        "show".equals(arguments[1]) ? new Known() : null);
        return new OptionsFirst(registry).apply(line);
    }

    @Test
    void optionsBehindArgumentsComeFirstWithTheirValues() {
        assertThat(apply("queue:show 5 --json")).isEqualTo("queue:show --json 5");
        assertThat(apply("queue:show 5 -l 3 6 --json")).isEqualTo("queue:show -l 3 --json 5 6");
        assertThat(apply("queue:show 5 --limit=3")).isEqualTo("queue:show --limit=3 5");
        assertThat(apply("queue:show 'a b' --json")).isEqualTo("queue:show --json 'a b'");
    }

    @Test
    void whatIsNoOptionStaysInItsPlace() {
        assertThat(apply("queue:show 5 -7 --other x")).isEqualTo("queue:show 5 -7 --other x");
        assertThat(apply("queue:show 5 -- --json")).isEqualTo("queue:show 5 -- --json");
        assertThat(apply("queue:other 5 --json")).isEqualTo("queue:other 5 --json");
    }

    @Test
    void linesThatAreMoreThanACommandAreLeftAlone() {
        for (String line :
                List.of(
                        "queue:show 5 --json; queue:show 6",
                        "queue:show 5 | grep --json x",
                        "queue:show \"$x\" --json",
                        "each [1 2] { queue:show $it --json }",
                        "queue:show 'open --json 5")) {
            assertThat(apply(line)).isEqualTo(line);
        }
    }
}
