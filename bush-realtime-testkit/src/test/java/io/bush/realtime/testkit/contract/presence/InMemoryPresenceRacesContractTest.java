package io.bush.realtime.testkit.contract.presence;

import io.bush.realtime.testkit.contract.InMemorySubject;
import io.bush.realtime.testkit.contract.Subject;

class InMemoryPresenceRacesContractTest extends PresenceRacesContract {

    @Override
    protected Subject open() {
        return InMemorySubject.open();
    }
}
