package io.bush.realtime.testkit.contract.presence;

import io.bush.realtime.testkit.contract.InMemorySubject;
import io.bush.realtime.testkit.contract.Subject;

class InMemoryPresenceLeaseContractTest extends PresenceLeaseContract {

    @Override
    protected Subject open() {
        return InMemorySubject.open();
    }
}
