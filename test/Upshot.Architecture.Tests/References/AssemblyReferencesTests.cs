namespace Upshot.Architecture.Tests.References;

/// <summary>What would make the list true by not looking.</summary>
public class AssemblyReferencesTests
{
    private static readonly IReadOnlyCollection<Reference> s_ofThisAssembly = AssemblyReferences.Of(typeof(AssemblyReferencesTests).Assembly.Location);

    [Theory]
    [InlineData("Samples.InABody")]
    [InlineData("Samples.InASignature")]
    [InlineData("Samples.InAField")]
    [InlineData("Samples.InAGenericArgument")]
    [InlineData("Samples.InABaseType")]
    [InlineData("Samples.InAnAttribute")]
    [InlineData("Samples.InAConstraint")]
    [InlineData("Samples.InALambda")]
    [InlineData("Samples.BehindASwitch")]
    public void A_reference_is_seen_wherever_it_stands(string from) =>
        Assert.Contains(s_ofThisAssembly, r => r.From == $"Upshot.Architecture.Tests.{from}" && r.To == "Upshot.Architecture.Tests.Samples.Target");

    [Fact]
    public void What_does_not_refer_is_not_seen_to() =>
        Assert.DoesNotContain(s_ofThisAssembly, r => r.From == "Upshot.Architecture.Tests.Samples.Innocent" && r.To == "Upshot.Architecture.Tests.Samples.Target");
}
