using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Core.Checking;

/// <summary>Whether somebody looks on is one number for the process, so nothing else may run beside.</summary>
[NonParallelizable]
public sealed class WatchingTests
{
    [Test]
    public void A_guarded_tape_that_is_refused_leaves_nobody_watching()
    {
        Watching.IsOn.ShouldBeFalse();
        TensorScope[] scopes = [.. Enumerable.Range(0, 256).Select(_ => new TensorScope())];
        Should.Throw<InvalidOperationException>(() => new Tape(guard: true)).Message.ShouldStartWith("256 scopes");
        Array.ForEach(scopes, scope => scope.Dispose());
        Watching.IsOn.ShouldBeFalse();
        using (var tape = new Tape(guard: true))
        {
            Watching.IsOn.ShouldBeTrue();
        }

        Watching.IsOn.ShouldBeFalse();
    }

    [Test]
    public void A_watcher_gets_the_input_of_a_layer_and_nothing_else_for_it()
    {
        var layer = new Linear(2, 6);
        var pair = new AdaptiveLogSoftmaxWithLoss(6, 8, [4]);
        Tensor x = Tensor.Ones([1, 2]);
        using var watcher = new Inputs();
        Tensor hidden = layer.Forward(x);
        pair.Predict(hidden);
        watcher.Seen.ShouldContain((layer, x));
        watcher.Seen.ShouldContain((pair, null));
    }

    private sealed class Inputs : ModuleWatcher
    {
        public List<(Module, Tensor?)> Seen { get; } = [];

        protected override void Result(Module module, Tensor? input, Tensor? output) => Seen.Add((module, input));
    }
}
