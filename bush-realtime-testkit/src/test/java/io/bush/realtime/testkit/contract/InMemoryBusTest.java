package io.bush.realtime.testkit.contract;

class InMemoryBusTest extends BusContract {

    @Override
    protected Subject open() {
        return InMemorySubject.open();
    }
}
