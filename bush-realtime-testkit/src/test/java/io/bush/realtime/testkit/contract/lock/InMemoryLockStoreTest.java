package io.bush.realtime.testkit.contract.lock;

import io.bush.realtime.testkit.contract.InMemorySubject;
import io.bush.realtime.testkit.contract.Subject;

class InMemoryLockStoreTest extends LockStoreContract {

    @Override
    protected Subject open() {
        return InMemorySubject.open();
    }
}
