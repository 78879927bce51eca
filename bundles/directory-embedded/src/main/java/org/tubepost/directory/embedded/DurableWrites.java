// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.embedded;

import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldif.LDIFChangeRecord;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one write through at a time, so that the change log has the order of the tree, and holds its
 * answer back until the change is durable.
 */
final class DurableWrites {
    private static final Logger LOG = LoggerFactory.getLogger(DurableWrites.class);

    private final ChangeLog log;
    private final ReentrantLock lock = new ReentrantLock(true);

    DurableWrites(ChangeLog log) {
        this.log = log;
    }

    LDAPMessage write(
            Supplier<LDAPMessage> write,
            ToIntFunction<LDAPMessage> resultCode,
            Supplier<? extends LDIFChangeRecord> change,
            Function<String, LDAPMessage> failure) {
        lock.lock();
        try {
            LDAPMessage answer = write.get();
            if (resultCode.applyAsInt(answer) == ResultCode.SUCCESS_INT_VALUE) {
                log.append(change.get());
            }
            return answer;
        } catch (IOException broken) {
            LOG.error("A change of the directory could not be made durable", broken);
            return failure.apply("change could not be made durable: " + broken.getMessage());
        } finally {
            lock.unlock();
        }
    }
}
