// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives test classes the one server that all of them share; it starts with the first of them. */
final class DistributionExtension implements BeforeAllCallback, ParameterResolver {

    /** Stops the server when the last test is done. */
    private record Running(Distribution distribution)
            implements AutoCloseable, ExtensionContext.Store.CloseableResource {
        @Override
        public void close() throws Exception {
            distribution.close();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        running(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Distribution.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return running(context).distribution();
    }

    private static Running running(ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.GLOBAL)
                .getOrComputeIfAbsent("distribution", key -> start(), Running.class);
    }

    private static Running start() {
        try {
            Distribution distribution = new Distribution("home");
            distribution.start();
            return new Running(distribution);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
