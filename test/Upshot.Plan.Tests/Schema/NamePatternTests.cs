using System.Text.RegularExpressions;
using Upshot.Plan.Keys;

namespace Upshot.Plan.Tests.Schema;

public sealed class NamePatternTests
{
    [Theory]
    [InlineData("checkout")]
    [InlineData("Payments team")]
    [InlineData("bücher/v1.2_x-y")]
    [InlineData("1")]
    [InlineData("")]
    [InlineData(" a")]
    [InlineData("-a")]
    [InlineData("a:b")]
    [InlineData("a\nb")]
    [InlineData("a\"b")]
    [InlineData("a{b}")]
    [InlineData("a[b")]
    [InlineData("a@b")]
    [InlineData("a,b")]
    [InlineData("a`b")]
    [InlineData("a~")]
    public void Reader_and_schema_agree_on_names(string name) => Assert.Equal(Names.IsValid(name), Regex.IsMatch(name, Names.Pattern));
}
