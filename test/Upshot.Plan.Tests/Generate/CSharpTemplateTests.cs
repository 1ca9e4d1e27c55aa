using Upshot.Plan.Generate.CSharp;

namespace Upshot.Plan.Tests.Generate;

public sealed class CSharpTemplateTests
{
    [Fact]
    public void What_a_hole_holds_keeps_the_indentation_of_its_line()
    {
        string[] lines = ["a", "", "b"];
        Assert.Equal("{\n    a\n\n    b\n}", CSharpTemplate.Of($$"""
            {
                {{lines}}
            }
            """));
    }

    [Fact]
    public void A_line_that_is_an_empty_hole_is_not_there_and_one_that_has_more_is()
    {
        const string Nothing = "";
        Assert.Equal("a\n\nb c\n= d;", CSharpTemplate.Of($$"""
            a
            {{Nothing}}

            b{{Nothing}} c
            {{Nothing}}= d;
            {{Nothing}}
            """));
    }

    [Fact]
    public void What_begins_with_an_empty_line_leaves_no_blanks_on_it() =>
        Assert.Equal("{\n\n    a\n\n    b\n}", CSharpTemplate.Of($$"""
            {
                {{new[] { "\na", "\nb" }}}
            }
            """));

    [Fact]
    public void A_hole_within_a_line_stands_as_it_is() =>
        Assert.Equal("x = 3, y\n z;", CSharpTemplate.Of($$"""
            x = {{3}}, {{"y\n z"}};
            """));
}
