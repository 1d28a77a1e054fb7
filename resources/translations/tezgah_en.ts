<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en">
<context>
    <name>Plurals</name>
    <message numerus="yes">
        <source>%n item(s)</source>
        <translation>
            <numerusform>%n item</numerusform>
            <numerusform>%n items</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) muted</source>
        <translation>
            <numerusform>%n order muted</numerusform>
            <numerusform>%n orders muted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) waiting</source>
        <translation>
            <numerusform>%n order waiting</numerusform>
            <numerusform>%n orders waiting</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n off sale</source>
        <translation>
            <numerusform>%n off sale</numerusform>
            <numerusform>%n off sale</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s)</source>
        <translation>
            <numerusform>%n order</numerusform>
            <numerusform>%n orders</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more being prepared for searching</source>
        <translation>
            <numerusform>%n more being prepared for searching</numerusform>
            <numerusform>%n more being prepared for searching</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) marked</source>
        <translation>
            <numerusform>%n order marked</numerusform>
            <numerusform>%n orders marked</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Accept %n</source>
        <translation>
            <numerusform>Accept %n</numerusform>
            <numerusform>Accept %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delivered: %n</source>
        <translation>
            <numerusform>Delivered: %n</numerusform>
            <numerusform>Delivered: %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Mark all %n order(s)</source>
        <translation>
            <numerusform>Mark the %n order</numerusform>
            <numerusform>Mark all %n orders</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new order(s)</source>
        <translation>
            <numerusform>%n new order</numerusform>
            <numerusform>%n new orders</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more dish(es) below</source>
        <translation>
            <numerusform>%n more dish below</numerusform>
            <numerusform>%n more dishes below</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more dish(es): press “Show everything”</source>
        <translation>
            <numerusform>%n more dish: press “Show everything”</numerusform>
            <numerusform>%n more dishes: press “Show everything”</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) arrived</source>
        <translation>
            <numerusform>%n order arrived</numerusform>
            <numerusform>%n orders arrived</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n setting(s) were taken over.</source>
        <translation>
            <numerusform>%n setting was taken over.</numerusform>
            <numerusform>%n settings were taken over.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n second(s)</source>
        <translation>
            <numerusform>%n second</numerusform>
            <numerusform>%n seconds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more trouble(s)</source>
        <translation>
            <numerusform>%n more problem</numerusform>
            <numerusform>%n more problems</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n record(s) came that cannot be read as an order: check Dükkango&apos;s panel.</source>
        <translation>
            <numerusform>%n record came that cannot be read as an order: check Dükkango&apos;s panel.</numerusform>
            <numerusform>%n records came that cannot be read as orders: check Dükkango&apos;s panel.</numerusform>
        </translation>
    </message>
</context>
</TS>
