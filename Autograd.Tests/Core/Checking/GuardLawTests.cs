using Autograd.Core;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Core.Checking;

public sealed class GuardLawTests
{
    private static IEnumerable<TestCaseData> Ops => Law.Ops;

    [TestCaseSource(nameof(Ops))]
    public void A_NaN_that_comes_out_is_refused_with_the_name_of_the_op(OpDefinition op) =>
        GuardLaw.Forward(op, () => new Tape(guard: true)).ShouldBeEmpty();

    [TestCaseSource(nameof(Ops))]
    public void A_gradient_that_overflows_is_refused_with_the_name_of_the_op(OpDefinition op) =>
        GuardLaw.Backward(op, () => new Tape(guard: true)).ShouldBeEmpty();

    [Test]
    public void The_laws_reject_a_tape_without_a_guard()
    {
        GuardLaw.Forward(OpRegistry.Find("mul"), () => new Tape()).ShouldNotBeEmpty();
        GuardLaw.Backward(OpRegistry.Find("exp"), () => new Tape()).ShouldNotBeEmpty();
    }

    [Test]
    public void The_laws_reject_a_guard_that_names_another_op()
    {
        OpDefinition mul = OpRegistry.Find("mul");
        var other = new OpDefinition
        {
            Name = "times",
            Category = mul.Category,
            Formula = mul.Formula,
            Source = mul.Source,
            Make = mul.Create,
            Samples = mul.Samples,
            Errors = mul.Errors,
            Kink = mul.Kink,
        };
        GuardLaw.Forward(other, () => new Tape(guard: true)).ShouldNotBeEmpty();
        GuardLaw.Backward(other, () => new Tape(guard: true)).ShouldNotBeEmpty();
    }
}
