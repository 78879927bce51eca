package org.example.moved;

import org.osgi.service.component.annotations.*;
import org.tubepost.api.config.Generation;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.routing.*;

/** Routes mail for a domain that has another name now; for all else it asks the house's engine. */
@Component(property = {AddressRewriter.NAME + "=moved", "service.ranking:Integer=100"})
public final class MovedDomain implements AddressRewriter {
    @interface Settings {
        String from() default "moved.test";

        String to() default "example.com";
    }

    private final Settings settings;
    private final AddressRewriter rules;

    @Activate
    public MovedDomain(
            Settings settings,
            @Reference(target = "(" + AddressRewriter.NAME + "=rules)") AddressRewriter rules) {
        this.settings = settings;
        this.rules = rules;
    }

    @Override
    public Route rewrite(MailAddress address, RewriteContext context) {
        return rules.rewrite(
                address.domain().equalsIgnoreCase(settings.from())
                        ? new MailAddress(address.localPart(), settings.to())
                        : address,
                context);
    }

    @Override
    public boolean mayChangeHeaders(Generation generation) {
        return true;
    }
}
