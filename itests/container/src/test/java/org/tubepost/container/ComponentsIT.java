// SPDX-License-Identifier: Apache-2.0
package org.tubepost.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.inject.Inject;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/**
 * Every bundle of the distribution runs, and every component in it has what it needs. A component
 * that waits to be asked is asked: only then would a constructor that throws be seen.
 */
@RunWith(PaxExam.class)
public class ComponentsIT {
    private static final Duration AT_MOST = Duration.ofSeconds(30);

    /** Factories of which the distribution ships no instance. */
    private static final Set<String> DECLARED_BY_ADMINISTRATORS =
            Set.of(
                    "org.tubepost.channel.pipe.DeclaredCommand",
                    "org.tubepost.partition.files.FilesPartition");

    @Rule public final Booted booted = new Booted();

    @Inject private BundleContext context;
    @Inject private ServiceComponentRuntime runtime;

    @Test
    public void everyBundleIsActiveAndEveryFragmentIsAttached() {
        assertThat(context.getBundles())
                .allSatisfy(
                        bundle ->
                                assertThat(bundle.getState())
                                        .as(bundle.toString())
                                        .isEqualTo(
                                                isFragment(bundle)
                                                        ? Bundle.RESOLVED
                                                        : Bundle.ACTIVE));
    }

    @Test
    public void everyBundleThatNamesComponentsHasThemAllSatisfied() throws Exception {
        TreeSet<String> declaring = new TreeSet<>();
        for (Bundle bundle : ours()) {
            if (bundle.getHeaders().get("Service-Component") != null) {
                declaring.add(bundle.getSymbolicName());
            }
        }
        Waiting.until(AT_MOST, "all satisfied", () -> unsatisfied().isEmpty(), this::unsatisfied);
        TreeSet<String> described = new TreeSet<>();
        descriptions().forEach(d -> described.add(d.bundle.symbolicName));
        assertThat(described)
                .isEqualTo(declaring)
                .contains(
                        "org.tubepost.acceptance",
                        "org.tubepost.channel.message.store",
                        "org.tubepost.dispatcher",
                        "org.tubepost.partition.files",
                        "org.tubepost.partition.segments",
                        "org.tubepost.queue",
                        "org.tubepost.smtp",
                        "org.tubepost.store");
    }

    @Test
    public void everyComponentActivatesWhenItIsAsked() throws Exception {
        Waiting.until(AT_MOST, "all satisfied", () -> unsatisfied().isEmpty(), this::unsatisfied);
        List<String> failed = new ArrayList<>();
        for (ComponentDescriptionDTO description : descriptions()) {
            for (ComponentConfigurationDTO instance : instances(description)) {
                if (!activates(instance)) {
                    failed.add(description.name + ": " + instance.failure);
                }
            }
        }
        assertThat(failed).isEmpty();
    }

    /** Asks for the service of a component, and says whether the component was active then. */
    private boolean activates(ComponentConfigurationDTO instance) throws InvalidSyntaxException {
        ServiceReference<?>[] references =
                context.getAllServiceReferences(null, "(component.id=" + instance.id + ")");
        if (references == null) {
            return instance.state == ComponentConfigurationDTO.ACTIVE;
        }
        for (ServiceReference<?> reference : references) {
            if (context.getService(reference) == null) {
                return false;
            }
            boolean active =
                    instances(instance.description).stream()
                            .filter(now -> now.id == instance.id)
                            .anyMatch(now -> now.state == ComponentConfigurationDTO.ACTIVE);
            context.ungetService(reference);
            if (!active) {
                return false;
            }
        }
        return true;
    }

    /** Components that lack something, did not start, or are switched off, with the reason. */
    private List<String> unsatisfied() {
        List<String> found = new ArrayList<>();
        for (ComponentDescriptionDTO description : descriptions()) {
            Collection<ComponentConfigurationDTO> instances = instances(description);
            if (instances.isEmpty() && !DECLARED_BY_ADMINISTRATORS.contains(description.name)) {
                found.add(description.name + " has no instance");
            }
            for (ComponentConfigurationDTO instance : instances) {
                if (instance.state != ComponentConfigurationDTO.SATISFIED
                        && instance.state != ComponentConfigurationDTO.ACTIVE) {
                    found.add(
                            description.name
                                    + " state "
                                    + instance.state
                                    + " lacks "
                                    + Arrays.stream(instance.unsatisfiedReferences)
                                            .map(reference -> reference.name)
                                            .toList()
                                    + " failure "
                                    + instance.failure);
                }
            }
        }
        return found;
    }

    private List<ComponentDescriptionDTO> descriptions() {
        return List.copyOf(runtime.getComponentDescriptionDTOs(ours().toArray(Bundle[]::new)));
    }

    private Collection<ComponentConfigurationDTO> instances(ComponentDescriptionDTO description) {
        return runtime.getComponentConfigurationDTOs(description);
    }

    private List<Bundle> ours() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getSymbolicName().startsWith("org.tubepost."))
                .toList();
    }

    private static boolean isFragment(Bundle bundle) {
        return bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null;
    }
}
