package io.bush.realtime.testkit.contract;

import io.bush.realtime.testkit.ManualWorld;
import io.bush.realtime.testkit.contract.lock.LockStoreContract;

// tag::contract[]
class OwnLockStoreTest extends LockStoreContract {

    @Override
    protected Subject open() {
        ManualWorld world = ManualWorld.inOrder();
        return new Subject(OwnBackplane.factory().create(world.runtime()), world::advance);
    }
}
// end::contract[]
