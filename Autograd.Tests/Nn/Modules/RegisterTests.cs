using Autograd.Nn;

namespace Autograd.Tests.Nn.Modules;

/// <summary>A part that is registered is never lost to another one.</summary>
public sealed class RegisterTests
{
    [TestCase(null, null)]
    [TestCase("a", "b")]
    public void A_constructor_that_gives_no_name_is_refused(string? first, string? second)
    {
        string message = Should.Throw<ArgumentException>(() => new Unnamed(first, second)).Message;
        message.ShouldStartWith("Unnamed: Register was called from a constructor, where the compiler gives the part no name.");
        message.ShouldContain("`public Linear A { get; private init => field = Register(value); }`");
        message.ShouldContain("`name: nameof(A)`");
    }

    [Test]
    public void A_constructor_that_gives_names_has_all_its_parts() =>
        new Named().NamedParameters().Select(pair => pair.Name).ShouldBe(["A.Weight", "A.Bias", "B.Weight", "B.Bias"]);

    [Test]
    public void One_name_with_two_names_in_files_is_refused_and_the_part_before_stays()
    {
        var module = new Built();
        module.Build(new Linear(4, 4), "a");
        Should.Throw<ArgumentException>(() => module.Build(new Linear(4, 4), "b")).Message
            .ShouldStartWith("Built: there is a part 'Build' already, which is 'a' in files and not 'b'; give this one a name of its own");
        module.StateDict().Keys.ShouldBe(["a.weight", "a.bias"]);
    }

    private sealed class Unnamed : Module
    {
        public Unnamed(string? first, string? second)
        {
            Register(new Linear(4, 4), first);
            Register(new Linear(4, 4), second);
        }
    }

    private sealed class Named : Module
    {
        public Named()
        {
            A = Register(new Linear(4, 4), name: nameof(A));
            B = Register(new Linear(4, 4), name: nameof(B));
        }

        public Linear A { get; }

        public Linear B { get; }
    }

    private sealed class Built : Module
    {
        public void Build(Linear part, string fileName) => Register(part, fileName);
    }
}
