using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Modules;

public sealed class ForwardHookTests
{
    [Test]
    public void A_hook_sees_what_a_module_computes_inside_before_outside_and_in_the_order_of_asking()
    {
        var model = new Sequential(new Linear(2, 3), new Relu());
        List<string> seen = [];
        IDisposable[] hooks =
        [
            model.OnForward(output => seen.Add($"model {output.Shape}")), model[1].OnForward(output => seen.Add($"first {output.Shape}")),
            model[1].OnForward(output => seen.Add($"second {output.Shape}")),
            model[0].OnForward(output => seen.Add($"linear {output.Shape}")),
        ];
        model.Forward(Tensor.Ones([4, 2]));
        seen.ShouldBe(["linear [4, 3]", "first [4, 3]", "second [4, 3]", "model [4, 3]"]);
        Array.ForEach(hooks, hook => hook.Dispose());
        model.Forward(Tensor.Ones([4, 2]));
        seen.Count.ShouldBe(4);
    }

    [Test]
    public void What_a_hook_returns_goes_on()
    {
        var model = new Sequential(new Relu(), new Relu());
        using IDisposable first = model[0].OnForward(output => output + 1), second = model[0].OnForward(output => output * 2);
        model.Forward(Tensor.From([-1f, 3])).ToArray<float>().ShouldBe([2, 8]);
        second.Dispose();
        model.Forward(Tensor.From([-1f, 3])).ToArray<float>().ShouldBe([1, 4]);
        using IDisposable wrong = model[1].OnForward(_ => (Tensor)null!);
        Should.Throw<InvalidOperationException>(() => model.Forward(Tensor.From([1f]))).Message
            .ShouldBe("OnForward: a hook returned null in place of the result [1]. (in '1', Relu)");
    }

    [Test]
    public void Modules_of_other_kinds_show_the_first_tensor_of_their_result()
    {
        List<Shape> seen = [];
        var lstm = new Lstm(2, 3);
        var attention = new MultiHeadAttention(4, 2);
        var loss = new MseLoss();
        foreach (Module module in new Module[] { lstm, attention, loss })
        {
            module.OnForward(output => seen.Add(output.Shape));
        }

        lstm.Forward(Tensor.Ones([1, 2, 2]), null);
        attention.Forward(Tensor.Ones([1, 2, 4]), Tensor.Ones([1, 3, 4]), Tensor.Ones([1, 3, 4]));
        loss.Forward(Tensor.Ones([2]), Tensor.Ones([2]));
        seen.ShouldBe([[1, 2, 3], [1, 2, 4], []]);
        using IDisposable change = lstm.OnForward(output => output * 2);
        Should.Throw<InvalidOperationException>(() => lstm.Forward(Tensor.Ones([1, 2, 2]), null)).Message
            .ShouldStartWith("OnForward: a hook changed one of the results of Lstm");
    }

    [Test]
    public void A_hook_in_a_hook_and_an_error_leave_all_as_it_was()
    {
        var model = new Sequential(new Linear(2, 2));
        IDisposable? own = null;
        own = model[0].OnForward(_ => own!.Dispose());
        model.Forward(Tensor.Ones([1, 2]));
        using IDisposable hook = model[0].OnForward(_ => throw new ArgumentException("mine"));
        Should.Throw<ArgumentException>(() => model.Forward(Tensor.Ones([1, 2]))).Message.ShouldBe("mine (in '0', Linear(2 → 2))");
    }
}
