// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.embedded;

import com.unboundid.ldap.listener.LDAPListenerClientConnection;
import com.unboundid.ldap.listener.LDAPListenerRequestHandler;
import com.unboundid.ldap.protocol.AddRequestProtocolOp;
import com.unboundid.ldap.protocol.AddResponseProtocolOp;
import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.protocol.BindResponseProtocolOp;
import com.unboundid.ldap.protocol.CompareRequestProtocolOp;
import com.unboundid.ldap.protocol.CompareResponseProtocolOp;
import com.unboundid.ldap.protocol.DeleteRequestProtocolOp;
import com.unboundid.ldap.protocol.DeleteResponseProtocolOp;
import com.unboundid.ldap.protocol.ExtendedRequestProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.ModifyDNRequestProtocolOp;
import com.unboundid.ldap.protocol.ModifyDNResponseProtocolOp;
import com.unboundid.ldap.protocol.ModifyRequestProtocolOp;
import com.unboundid.ldap.protocol.ModifyResponseProtocolOp;
import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.protocol.SearchResultDoneProtocolOp;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import java.util.List;

/**
 * What stands between a client and the tree: nobody reads anything before a bind, a user reads only
 * their own entry, only the root writes. A write is passed on with others kept out, and answered
 * when it is in the change log. One object for each connection.
 */
final class GuardedHandler extends LDAPListenerRequestHandler {
    private static final String NO_RIGHT = "only the root may do this";

    private final LDAPListenerRequestHandler tree;
    private final DurableWrites writes;
    private final String rootDn;
    private String boundDn = "";

    GuardedHandler(LDAPListenerRequestHandler tree, DurableWrites writes, String rootDn) {
        this.tree = tree;
        this.writes = writes;
        this.rootDn = rootDn;
    }

    @Override
    public LDAPListenerRequestHandler newInstance(LDAPListenerClientConnection connection)
            throws LDAPException {
        return new GuardedHandler(tree.newInstance(connection), writes, rootDn);
    }

    @Override
    public void closeInstance() {
        tree.closeInstance();
    }

    private boolean isRoot() {
        return boundDn.equals(rootDn);
    }

    @Override
    public LDAPMessage processBindRequest(
            int id, BindRequestProtocolOp request, List<Control> controls) {
        // A failed bind leaves the connection anonymous (RFC 4513 section 4).
        boundDn = "";
        LDAPMessage answer = tree.processBindRequest(id, request, controls);
        BindResponseProtocolOp response = answer.getBindResponseProtocolOp();
        if (response.getResultCode() == ResultCode.SUCCESS_INT_VALUE) {
            boundDn = Names.normal(request.getBindDN());
        }
        return answer;
    }

    @Override
    public LDAPMessage processSearchRequest(
            int id, SearchRequestProtocolOp request, List<Control> controls) {
        boolean base = request.getScope().intValue() == 0;
        boolean describesServer =
                base && (request.getBaseDN().isEmpty() || Names.isSchema(request.getBaseDN()));
        boolean own =
                base && !boundDn.isEmpty() && Names.normal(request.getBaseDN()).equals(boundDn);
        if (isRoot() || describesServer || own) {
            return tree.processSearchRequest(id, request, controls);
        }
        return new LDAPMessage(
                id,
                new SearchResultDoneProtocolOp(
                        ResultCode.INSUFFICIENT_ACCESS_RIGHTS_INT_VALUE, null, NO_RIGHT, null));
    }

    @Override
    public LDAPMessage processCompareRequest(
            int id, CompareRequestProtocolOp request, List<Control> controls) {
        return isRoot()
                ? tree.processCompareRequest(id, request, controls)
                : new LDAPMessage(
                        id,
                        new CompareResponseProtocolOp(
                                ResultCode.INSUFFICIENT_ACCESS_RIGHTS_INT_VALUE,
                                null,
                                NO_RIGHT,
                                null));
    }

    @Override
    public LDAPMessage processAddRequest(
            int id, AddRequestProtocolOp request, List<Control> controls) {
        if (!isRoot()) {
            return added(id, ResultCode.INSUFFICIENT_ACCESS_RIGHTS, NO_RIGHT);
        }
        return writes.write(
                () -> tree.processAddRequest(id, request, controls),
                answer -> answer.getAddResponseProtocolOp().getResultCode(),
                request.toAddRequest()::toLDIFChangeRecord,
                reason -> added(id, ResultCode.UNAVAILABLE, reason));
    }

    private static LDAPMessage added(int id, ResultCode code, String text) {
        return new LDAPMessage(id, new AddResponseProtocolOp(code.intValue(), null, text, null));
    }

    @Override
    public LDAPMessage processDeleteRequest(
            int id, DeleteRequestProtocolOp request, List<Control> controls) {
        if (!isRoot()) {
            return deleted(id, ResultCode.INSUFFICIENT_ACCESS_RIGHTS, NO_RIGHT);
        }
        return writes.write(
                () -> tree.processDeleteRequest(id, request, controls),
                answer -> answer.getDeleteResponseProtocolOp().getResultCode(),
                request.toDeleteRequest()::toLDIFChangeRecord,
                reason -> deleted(id, ResultCode.UNAVAILABLE, reason));
    }

    private static LDAPMessage deleted(int id, ResultCode code, String text) {
        return new LDAPMessage(id, new DeleteResponseProtocolOp(code.intValue(), null, text, null));
    }

    @Override
    public LDAPMessage processModifyRequest(
            int id, ModifyRequestProtocolOp request, List<Control> controls) {
        if (!isRoot()) {
            return modified(id, ResultCode.INSUFFICIENT_ACCESS_RIGHTS, NO_RIGHT);
        }
        return writes.write(
                () -> tree.processModifyRequest(id, request, controls),
                answer -> answer.getModifyResponseProtocolOp().getResultCode(),
                request.toModifyRequest()::toLDIFChangeRecord,
                reason -> modified(id, ResultCode.UNAVAILABLE, reason));
    }

    private static LDAPMessage modified(int id, ResultCode code, String text) {
        return new LDAPMessage(id, new ModifyResponseProtocolOp(code.intValue(), null, text, null));
    }

    @Override
    public LDAPMessage processModifyDNRequest(
            int id, ModifyDNRequestProtocolOp request, List<Control> controls) {
        if (!isRoot()) {
            return renamed(id, ResultCode.INSUFFICIENT_ACCESS_RIGHTS, NO_RIGHT);
        }
        return writes.write(
                () -> tree.processModifyDNRequest(id, request, controls),
                answer -> answer.getModifyDNResponseProtocolOp().getResultCode(),
                request.toModifyDNRequest()::toLDIFChangeRecord,
                reason -> renamed(id, ResultCode.UNAVAILABLE, reason));
    }

    private static LDAPMessage renamed(int id, ResultCode code, String text) {
        return new LDAPMessage(
                id, new ModifyDNResponseProtocolOp(code.intValue(), null, text, null));
    }

    @Override
    public LDAPMessage processExtendedRequest(
            int id, ExtendedRequestProtocolOp request, List<Control> controls) {
        return tree.processExtendedRequest(id, request, controls);
    }
}
