"""The newsreader's one app. Data flows one way through its floors; imports go down, never up, never sideways.

    5  urls                                                        addresses
    4  views   api   management commands                           request or command -> response
    3  forms   filters   admin   templatetags   search   tasks     values in and out; queries; jobs
       counting
    2  models                                                      rows; from_document, to_document, writing
    1  importers   suggesters   formats   anchoring   rendering    pure: value in, value out; no Django
       summary   wording   comparing   querying   naming
       shape   miniature   picturing
    0  document   checking   quoting   scripts                     the value everything speaks, and the gate it passes
       trees   sequences

`tests/test_architecture.py` reads the imports and proves it. Within a package, modules may import each other as long
as there is no circle.
"""
